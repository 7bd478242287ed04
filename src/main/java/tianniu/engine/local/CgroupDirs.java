package tianniu.engine.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the control groups of a process are in the file system. A controller is either in a
 * hierarchy of its own (version 1) or in the unified one (version 2); a machine may have both.
 */
record CgroupDirs(
    @Nullable Path cpuacct, @Nullable Path memory, @Nullable Path blkio, @Nullable Path unified) {

  /** Empty when the process is gone, or its groups are not mounted where we could see them. */
  static Optional<CgroupDirs> locate(ProcFiles proc, long pid) throws IOException {
    return locate(proc, mounts(proc), pid);
  }

  /** As the other, with mounts that were read before: their table is long on a busy machine. */
  static Optional<CgroupDirs> locate(ProcFiles proc, List<Mount> mounts, long pid)
      throws IOException {
    List<Membership> memberships =
        proc.read(pid, "cgroup").lines().map(Membership::parse).flatMap(Optional::stream).toList();
    CgroupDirs dirs =
        new CgroupDirs(
            find("cpuacct", memberships, mounts),
            find("memory", memberships, mounts),
            find("blkio", memberships, mounts),
            find("", memberships, mounts));
    boolean seen = dirs.unified != null || (dirs.cpuacct != null && dirs.memory != null);
    return seen ? Optional.of(dirs) : Optional.empty();
  }

  /** The hierarchies that are mounted where this process sees them. */
  static List<Mount> mounts(ProcFiles proc) throws IOException {
    return proc.read("self/mountinfo").lines().map(Mount::parse).flatMap(Optional::stream).toList();
  }

  private static @Nullable Path find(
      String controller, List<Membership> memberships, List<Mount> mounts) {
    for (Membership membership : memberships) {
      if (!membership.has(controller)) {
        continue;
      }
      for (Mount mount : mounts) {
        Path dir = mount.has(controller) ? mount.under(membership.path) : null;
        if (dir != null && Files.isDirectory(dir)) {
          return dir;
        }
      }
    }
    return null;
  }

  /**
   * A line of {@code /proc/<pid>/cgroup}: {@code 4:cpu,cpuacct:/docker/…}, in version 2 {@code
   * 0::/…}.
   */
  private record Membership(List<String> controllers, String path) {
    static Optional<Membership> parse(String line) {
      String[] fields = line.split(":", 3);
      return fields.length < 3
          ? Optional.empty()
          : Optional.of(new Membership(List.of(fields[1].split(",", -1)), fields[2]));
    }

    boolean has(String controller) {
      return controllers.contains(controller);
    }
  }

  /**
   * A mounted hierarchy.
   *
   * @param root the group that the mount shows at its top: not {@code /} inside containers
   * @param controllers a single empty one for the unified hierarchy
   */
  record Mount(String root, Path point, List<String> controllers) {
    // 34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime shared:4 - cgroup cgroup rw,cpuset
    static Optional<Mount> parse(String line) {
      int dash = line.indexOf(" - ");
      if (dash < 0) {
        return Optional.empty();
      }
      String[] where = line.substring(0, dash).split(" ", -1);
      String[] what = line.substring(dash + 3).split(" ", -1);
      if (where.length < 5 || what.length < 3) {
        return Optional.empty();
      }
      return switch (what[0]) {
        case "cgroup" -> Optional.of(of(where, Arrays.asList(what[2].split(",", -1))));
        case "cgroup2" -> Optional.of(of(where, List.of("")));
        default -> Optional.empty();
      };
    }

    private static Mount of(String[] where, List<String> controllers) {
      return new Mount(unescaped(where[3]), Path.of(unescaped(where[4])), controllers);
    }

    /** The kernel writes these four as octal numbers, because they would part fields and lines. */
    private static String unescaped(String text) {
      return text.replace("\\040", " ")
          .replace("\\011", "\t")
          .replace("\\012", "\n")
          .replace("\\134", "\\");
    }

    boolean has(String controller) {
      return controllers.contains(controller);
    }

    /** The folder of a group; null when the mount does not show it. */
    @Nullable Path under(String path) {
      String top = root.equals("/") ? "" : root;
      if (!path.equals(top) && !path.startsWith(top + "/")) {
        return null;
      }
      String below = path.substring(top.length());
      return point.resolve(below.startsWith("/") ? below.substring(1) : below);
    }
  }
}
