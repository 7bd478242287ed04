package tianniu.container;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.Permission;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineInfo;
import tianniu.engine.HostAccess;
import tianniu.engine.VolumeMount;
import tianniu.fault.Fault;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;

/**
 * Keeps keys away from containers that are as good as root on their host: such were made by other
 * means, and commands in them are commands on the host.
 */
final class PrivilegeRules {
  private final MountPolicy mounts;
  private final EngineMirror mirror;
  private final boolean hostNetwork;

  PrivilegeRules(MountPolicy mounts, EngineMirror mirror, boolean hostNetwork) {
    this.mounts = mounts;
    this.mirror = mirror;
    this.hostNetwork = hostNetwork;
  }

  /** Refuses to have anything run in such a container, to a key that may not. */
  void require(Caller caller, LiveContainer container) {
    EngineContainer facts = container.engine();
    if (facts == null || caller.may(Permission.CONTAINER_PRIVILEGED)) {
      return;
    }
    String why = reason(facts);
    if (why != null) {
      throw new Fault.Denied(
              "The container "
                  + container.name()
                  + " is as good as root on its host ("
                  + why
                  + "): this needs the permission "
                  + Permission.CONTAINER_PRIVILEGED.word(),
              null)
          .asException();
    }
  }

  private @Nullable String reason(EngineContainer facts) {
    Set<HostAccess> access = EnumSet.noneOf(HostAccess.class);
    access.addAll(facts.hostAccess());
    if (hostNetwork) {
      access.remove(HostAccess.NETWORK);
    }
    if (!access.isEmpty()) {
      return access.iterator().next().words();
    }
    EngineInfo machine = mirror.requireConnected();
    for (VolumeMount mount : facts.volumes()) {
      if (mounts.isMaster(mount, machine)) {
        return "it mounts " + mount.source();
      }
    }
    return null;
  }
}
