package tianniu.container;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.engine.Engine;
import tianniu.engine.EngineInfo;
import tianniu.engine.EngineVolume;
import tianniu.engine.EngineVolume.Backing;
import tianniu.engine.VolumeMount;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Violation;

/** Decides what containers may mount: folders below the roots, and volumes that hide no other. */
final class MountPolicy {
  private final Engine engine;
  private final HostRules rules;

  MountPolicy(Engine engine, HostRules rules) {
    this.engine = engine;
    this.rules = rules;
  }

  /** The mounts as the engine is to make them, bind mounts with every symbolic link resolved. */
  List<VolumeMount> checked(Caller caller, List<VolumeMount> asked, EngineInfo machine) {
    List<VolumeMount> checked = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      VolumeMount mount = asked.get(i);
      String field = "volumes[" + i + "].host_path";
      if (mount.isBind()) {
        String real = allowed(mount.source(), keyRoots(caller), field, machine);
        checked.add(new VolumeMount(real, mount.target(), mount.readOnly()));
      } else {
        checkVolume(caller, mount.source(), field, machine);
        checked.add(mount);
      }
    }
    return checked;
  }

  /**
   * Refuses a container whose mounts lead elsewhere than when it was made: the engine follows
   * symbolic links anew at each start, and who may write below a root may have made one since.
   */
  void requireSamePlaces(List<VolumeMount> mounts, EngineInfo machine) {
    for (VolumeMount mount : mounts) {
      if (mount.isBind()) {
        String real = allowed(mount.source(), null, "volumes", machine);
        if (!real.equals(mount.source())) {
          throw outside(mount.source(), "volumes");
        }
      } else if (backing(mount.source()) instanceof Backing.Folder(var path)) {
        allowed(path, null, "volumes", machine);
      }
    }
  }

  /** The folder that a mount must lead to; null for what is no folder of the machine's. */
  @Nullable String folder(VolumeMount mount, EngineInfo machine) {
    if (mount.isBind()) {
      return mount.source();
    }
    return backing(mount.source()) instanceof Backing.Folder(var path)
        ? allowed(path, null, "volumes", machine)
        : null;
  }

  /** Whether a mount could have been asked for through this API. */
  boolean isAllowed(String path, EngineInfo machine) {
    try {
      Path plain = Path.of(path).normalize();
      return isBelow(rules.volumeRoots(), plain) && !isTheHosts(plain, machine);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Whether what is mounted makes its container as good as the machine; for any container. */
  boolean isMaster(VolumeMount mount, EngineInfo machine) {
    String source = mount.source();
    if (!mount.isBind()) {
      Backing backing = backing(source);
      if (backing instanceof Backing.Device) {
        return true;
      }
      if (!(backing instanceof Backing.Folder(var path))) {
        return false;
      }
      source = path;
    }
    try {
      Path plain = Path.of(source).normalize();
      HostPlaces places = places(machine);
      // Reading the system's files is what half of all containers do, for the time zone.
      return Stream.of(plain, real(plain))
          .anyMatch(p -> places.isClosed(p) || (!mount.readOnly() && places.isSystem(p)));
    } catch (InvalidPathException e) {
      return true;
    }
  }

  private void checkVolume(Caller caller, String name, String field, EngineInfo machine) {
    EngineVolume volume =
        engine
            .resources()
            .volume(name)
            // What other scopes have is not there for this one.
            .filter(found -> caller.scope().covers(found.labels()))
            .orElseThrow(() -> new Fault.NoSuchVolume(name).asException());
    switch (volume.backing()) {
      case Backing.Own() -> {}
      case Backing.Folder(var path) -> allowed(path, keyRoots(caller), field, machine);
      case Backing.Elsewhere(var what) -> {
        if (!caller.scope().isAll() || keyRoots(caller) != null) {
          throw denied(
              "The volume '" + name + "' is kept by " + what + "; this key may not use such",
              field);
        }
      }
      case Backing.Device _ ->
          throw denied("The volume '" + name + "' is a file system of the host itself", field);
    }
  }

  private @Nullable Backing backing(String volume) {
    return engine.resources().volume(volume).map(EngineVolume::backing).orElse(null);
  }

  private static @Nullable List<Path> keyRoots(Caller caller) {
    return caller.allowed().bindRoots();
  }

  /**
   * The path as the engine will mount it. One outside the roots is denied before it is known
   * whether it exists, so that nobody can feel their way about the host.
   */
  private String allowed(
      String path, @Nullable List<Path> keyRoots, String field, EngineInfo machine) {
    Path plain = path(path, field).normalize();
    require(plain, path, keyRoots, field, machine);
    Path real = engine.host().realPath(path);
    require(real, path, keyRoots, field, machine);
    return real.toString();
  }

  private void require(
      Path way, String asked, @Nullable List<Path> keyRoots, String field, EngineInfo machine) {
    if (!isBelow(rules.volumeRoots(), way)) {
      throw outside(asked, field);
    }
    if (isTheHosts(way, machine)) {
      throw denied("The host path '" + asked + "' is the host's own, and no container's", field);
    }
    if (keyRoots != null && !isBelow(keyRoots, way)) {
      throw denied("The host path '" + asked + "' does not lie under a root of this key", field);
    }
  }

  private boolean isBelow(List<Path> roots, Path path) {
    return roots.stream().anyMatch(root -> path.startsWith(root) || path.startsWith(real(root)));
  }

  private boolean isTheHosts(Path path, EngineInfo machine) {
    HostPlaces places = places(machine);
    return places.isClosed(path) || places.isSystem(path);
  }

  private HostPlaces places(EngineInfo machine) {
    List<Path> more = new ArrayList<>(rules.ownPlaces());
    if (machine.dataRoot() != null) {
      more.add(Path.of(machine.dataRoot()));
    }
    List.copyOf(more).forEach(place -> more.add(real(place)));
    return new HostPlaces(rules.volumeRoots(), more);
  }

  private static Path path(String text, String field) {
    try {
      return Path.of(text);
    } catch (InvalidPathException _) {
      // Java names files in the encoding of the process's locale.
      throw Fault.invalid(
              Violation.field(
                  field, "cannot be named in this server's locale; start it with UTF-8"))
          .asException();
    }
  }

  private Path real(Path path) {
    try {
      return engine.host().realPath(path.toString());
    } catch (FaultException _) {
      return path;
    }
  }

  private static FaultException outside(String path, String field) {
    return denied("The host path '" + path + "' does not lie under an allowed root", field);
  }

  private static FaultException denied(String message, String field) {
    return new Fault.Denied(message, field).asException();
  }
}
