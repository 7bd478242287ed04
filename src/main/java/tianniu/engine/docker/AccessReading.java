package tianniu.engine.docker;

import static tianniu.engine.docker.ContainerReading.orEmpty;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.engine.HostAccess;

/** Reads in what ways a container is as good as its machine. */
final class AccessReading {
  /** What Docker gives to every container. */
  private static final Set<String> USUAL_CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "NET_RAW",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  private AccessReading() {}

  static Set<HostAccess> read(Wire.HostConfig host) {
    Set<HostAccess> access = EnumSet.noneOf(HostAccess.class);
    if (Boolean.TRUE.equals(host.privileged())) {
      access.add(HostAccess.PRIVILEGED);
    }
    if (isShared(host.pidMode())
        || isShared(host.ipcMode())
        || isShared(host.utsMode())
        || isShared(host.usernsMode())) {
      access.add(HostAccess.NAMESPACES);
    }
    String network = orEmpty(host.networkMode());
    if (network.equals("host")) {
      access.add(HostAccess.NETWORK);
    } else if (network.contains(":")) {
      // Another container's, which may itself be the host's.
      access.add(HostAccess.NAMESPACES);
    }
    if (!orEmpty(host.devices()).isEmpty()
        || !orEmpty(host.deviceRequests()).isEmpty()
        || !orEmpty(host.deviceCgroupRules()).isEmpty()) {
      access.add(HostAccess.DEVICES);
    }
    if (!orEmpty(host.capAdd()).stream().allMatch(AccessReading::isUsual)) {
      access.add(HostAccess.CAPABILITIES);
    }
    if (isUnconfined(host)) {
      access.add(HostAccess.UNCONFINED);
    }
    return access;
  }

  private static boolean isShared(@Nullable String mode) {
    return mode != null && (mode.equals("host") || mode.contains(":"));
  }

  private static boolean isUsual(String capability) {
    String name = capability.toUpperCase(Locale.ROOT);
    return USUAL_CAPABILITIES.contains(name.startsWith("CAP_") ? name.substring(4) : name);
  }

  private static boolean isUnconfined(Wire.HostConfig host) {
    List<String> readonly = host.readonlyPaths();
    // An empty list: the container may write to /proc/sys. No list at all: an engine without them.
    return (readonly != null && readonly.isEmpty())
        || orEmpty(host.securityOpt()).stream()
            .anyMatch(option -> option.endsWith("unconfined") || option.equals("label=disable"));
  }
}
