package tianniu.container;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Places of the machine that make who may write there its master. Paths are compared as they are:
 * resolve their links first.
 */
final class HostPlaces {
  /** For no container: the kernel's, the engines' sockets and data, and what the machine boots. */
  private static final List<Path> CLOSED =
      Stream.of(
              "/proc",
              "/sys",
              "/dev",
              "/run",
              "/var/run",
              "/boot",
              "/var/lib/docker",
              "/var/lib/containerd",
              "/var/lib/containers")
          .map(Path::of)
          .toList();

  /** For containers only below a root that was set there on purpose: the system's files. */
  private static final List<Path> SYSTEM =
      Stream.of(
              "/etc",
              "/root",
              "/usr",
              "/bin",
              "/sbin",
              "/lib",
              "/lib32",
              "/lib64",
              "/libx32",
              "/var/spool",
              "/snap")
          .map(Path::of)
          .toList();

  private final List<Path> roots;
  private final List<Path> closed;

  /**
   * Of a machine.
   *
   * @param roots that were set for bind mounts
   * @param more closed places
   */
  HostPlaces(List<Path> roots, Collection<Path> more) {
    this.roots = List.copyOf(roots);
    this.closed = Stream.concat(CLOSED.stream(), more.stream()).map(Path::normalize).toList();
  }

  /** Whether a path is, holds, or lies in a place that no container may see. */
  boolean isClosed(Path path) {
    return closed.stream().anyMatch(place -> meet(path, place));
  }

  /** Whether a path is, holds, or lies in a folder of the system in which there is no root. */
  boolean isSystem(Path path) {
    return SYSTEM.stream()
        .filter(place -> roots.stream().noneMatch(root -> root.startsWith(place)))
        .anyMatch(place -> meet(path, place));
  }

  private static boolean meet(Path path, Path place) {
    return path.startsWith(place) || place.startsWith(path);
  }
}
