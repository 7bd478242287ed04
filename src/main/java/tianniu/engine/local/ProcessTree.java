package tianniu.engine.local;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process in a container with all that it started: its descendants, and what it left behind in
 * its session when it or others in between ended first. What made itself a daemon, with a session
 * and a parent of its own, is not found any more: it wanted to outlive the command.
 */
public final class ProcessTree {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);

  /** Each round leaves only what was born during it; stopped parents bear no more. */
  private static final int ROUNDS = 50;

  /** From linux/capability.h. */
  private static final long CAP_KILL = 1L << 5;

  private static final long ROUND_NANOS = 5_000_000;

  private final ProcFiles proc;
  private final long root;
  private final String containerId;

  private ProcessTree(ProcFiles proc, long root, String containerId) {
    if (containerId.length() < 12) {
      throw new IllegalArgumentException("not a container's id: " + containerId);
    }
    this.proc = proc;
    this.root = root;
    this.containerId = containerId;
  }

  /**
   * Kills a process and all that it started, at once. Processes that are not of the container are
   * never touched, so that a pid that was used again does no harm.
   *
   * @param pid as seen from this machine
   * @param containerId the engine's own
   * @return whether nothing of it is left; false without the permission to kill
   */
  public static boolean kill(long pid, String containerId) {
    return kill(Path.of("/proc"), pid, containerId);
  }

  /**
   * Whether a process is one of this machine's in that container, and may be killed: without root
   * the processes of containers can be seen and not touched.
   */
  public static boolean isInReach(long pid, String containerId) {
    return isInReach(Path.of("/proc"), pid, containerId);
  }

  /** Whether this process may kill those of every user: it is root, or was given the right. */
  public static boolean mayKillAnybody() {
    return mayKillAnybody(Path.of("/proc"));
  }

  static boolean mayKillAnybody(Path proc) {
    try {
      return new ProcFiles(proc)
          .read("self/status")
          .lines()
          .filter(line -> line.startsWith("CapEff:"))
          .map(line -> Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16))
          .anyMatch(rights -> (rights & CAP_KILL) != 0);
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  static boolean isInReach(Path proc, long pid, String containerId) {
    if (pid <= 1 || !new ProcFiles(proc).isOf(pid, containerId)) {
      return false;
    }
    try {
      Libc.kill((int) pid, Libc.NO_SIGNAL);
      return true;
    } catch (IOException | LinkageError e) {
      return false;
    }
  }

  static boolean kill(Path proc, long pid, String containerId) {
    return new ProcessTree(new ProcFiles(proc), pid, containerId).kill();
  }

  private boolean kill() {
    if (root <= 1) {
      return true;
    }
    try {
      freeze();
      for (int round = 0; round < ROUNDS; round++) {
        List<Member> left = members();
        if (left.isEmpty()) {
          return true;
        }
        left.forEach(member -> signal(member, Libc.SIGKILL));
        // Who dies gives its memory back first, and stays in the list as long as that takes.
        LockSupport.parkNanos(ROUND_NANOS);
      }
      return members().isEmpty();
    } catch (IOException | LinkageError e) {
      LOG.warn("Could not kill process {} in container {}: {}", root, containerId, e.toString());
      return false;
    }
  }

  /** Stops them all before the first is killed: else one could fork while its parent dies. */
  private void freeze() throws IOException {
    Set<Member> stopped = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<Member> fresh = members().stream().filter(stopped::add).toList();
      if (fresh.isEmpty()) {
        return;
      }
      fresh.forEach(member -> signal(member, Libc.SIGSTOP));
    }
  }

  private void signal(Member member, int signal) {
    // Looked at again at the last moment: between the list and now the pid may have changed hands.
    Optional<Member> present = member(member.pid);
    if (present.isEmpty() || present.get().startTicks != member.startTicks) {
      return;
    }
    try {
      Libc.kill((int) member.pid, signal);
    } catch (NoSuchFileException e) {
      LOG.trace("Process {} was gone already", member.pid);
    } catch (AccessDeniedException e) {
      LOG.debug("Not permitted to signal process {}", member.pid);
    } catch (IOException e) {
      LOG.warn("Could not signal process {}: {}", member.pid, e.toString());
    }
  }

  /** The living of the tree, at this moment. */
  private List<Member> members() throws IOException {
    Map<Long, Member> all = new HashMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc.root(), "[0-9]*")) {
      for (Path entry : entries) {
        member(Long.parseLong(entry.getFileName().toString()))
            .ifPresent(member -> all.put(member.pid, member));
      }
    }
    List<Member> found = new ArrayList<>();
    for (Member member : all.values()) {
      if (!member.isDead && isOfTree(member, all) && proc.isOf(member.pid, containerId)) {
        found.add(member);
      }
    }
    return found;
  }

  private boolean isOfTree(Member member, Map<Long, Member> all) {
    Member at = member;
    // Bounded by the number of processes: the list is no snapshot, so a ring is thinkable.
    for (int depth = 0; depth <= all.size(); depth++) {
      // Engines start each command as the leader of a session, whose number lives on in orphans.
      if (at.pid == root || at.session == root) {
        return true;
      }
      Member parent = all.get(at.parent);
      if (parent == null) {
        return false;
      }
      at = parent;
    }
    return false;
  }

  private Optional<Member> member(long pid) {
    try {
      return Optional.of(Member.parse(pid, proc.read(pid, "stat")));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * A line of {@code /proc/<pid>/stat}.
   *
   * @param startTicks tells two holders of one pid apart
   * @param isDead a zombie: killed, and kept in the list by a parent that does not care
   */
  private record Member(long pid, long parent, long session, long startTicks, boolean isDead) {
    static Member parse(long pid, String stat) {
      // The second field, the program's name in brackets, may itself hold brackets and blanks.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
      return new Member(
          pid,
          Long.parseLong(fields[1]),
          Long.parseLong(fields[3]),
          Long.parseLong(fields[19]),
          "ZXx".contains(fields[0]));
    }
  }
}
