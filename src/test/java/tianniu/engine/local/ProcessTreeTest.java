package tianniu.engine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tianniu.Waiting.until;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, of which a folder claims that they belong to a container. */
class ProcessTreeTest {
  @TempDir Path proc;

  private final List<ProcessHandle> started = new ArrayList<>();

  @AfterEach
  void endAll() {
    started.forEach(ProcessHandle::destroyForcibly);
  }

  /** Starts a shell that starts others and prints their pids, one a line, then an empty line. */
  private Process start(String script) throws IOException {
    Process process = new ProcessBuilder("/bin/sh", "-c", script).start();
    claim(process.pid());
    BufferedReader output = process.inputReader(StandardCharsets.US_ASCII);
    for (String line = output.readLine();
        line != null && !line.isEmpty();
        line = output.readLine()) {
      claim(Long.parseLong(line));
    }
    return process;
  }

  private void claim(long pid) throws IOException {
    ProcessHandle.of(pid).ifPresent(started::add);
    Path entry = Files.createDirectory(proc.resolve(Long.toString(pid)));
    Files.writeString(entry.resolve("cgroup"), "0::/docker/" + Containers.ID + "\n");
    Files.createSymbolicLink(entry.resolve("stat"), Path.of("/proc/" + pid + "/stat"));
  }

  private static boolean lives(long pid) {
    try {
      return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException _) {
      // It is gone, maybe since this moment.
      return false;
    }
  }

  @Test
  void kill_processWithChildren_leavesNone() throws Exception {
    Process shell =
        start("sleep 1000 & echo $!; sh -c 'sleep 1000 & echo $!; echo $$; echo; wait' & wait");
    // On a busy machine they are longer about dying than it waits for.
    until(() -> ProcessTree.kill(proc, shell.pid(), Containers.ID));
    assertThat(shell.waitFor()).isEqualTo(128 + 9);
    // Without a session of their own those are not found again whose parent died before them.
    until(() -> started.stream().noneMatch(process -> lives(process.pid())));
  }

  @Test
  void kill_processOfAnotherContainer_isLeftAlone() throws Exception {
    Process shell = start("echo; exec sleep 1000");
    assertThat(ProcessTree.kill(proc, shell.pid(), "0".repeat(64))).isTrue();
    assertThat(shell.isAlive()).isTrue();
  }

  @Test
  void kill_siblings_areLeftAlone() throws Exception {
    Process one = start("echo; exec sleep 1000");
    Process other = start("echo; exec sleep 1000");
    assertThat(ProcessTree.kill(proc, one.pid(), Containers.ID)).isTrue();
    assertThat(other.isAlive()).isTrue();
  }

  @Test
  void isInReach_ofTheContainerAndOurs_is() throws Exception {
    Process shell = start("echo; exec sleep 1000");
    assertThat(ProcessTree.isInReach(proc, shell.pid(), Containers.ID)).isTrue();
    assertThat(ProcessTree.isInReach(proc, shell.pid(), "0".repeat(64))).isFalse();
  }

  @Test
  void isInReach_goneOrNone_isNot() throws Exception {
    claim(4_999_999);
    assertThat(ProcessTree.isInReach(proc, 4_999_999, Containers.ID)).isFalse();
    assertThat(ProcessTree.isInReach(proc, 0, Containers.ID)).isFalse();
    assertThat(ProcessTree.isInReach(proc, 1, Containers.ID)).isFalse();
  }

  @Test
  void mayKillAnybody_byTheKernelsWord_isAsItSays() throws Exception {
    assertThat(ProcessTree.mayKillAnybody(proc)).isFalse();
    Path status = Files.createDirectory(proc.resolve("self")).resolve("status");
    Files.writeString(status, "Name:\tjava\nCapEff:\t000001ffffffffff\n");
    assertThat(ProcessTree.mayKillAnybody(proc)).isTrue();
    Files.writeString(status, "Name:\tjava\nCapEff:\t0000000000000000\n");
    assertThat(ProcessTree.mayKillAnybody(proc)).isFalse();
  }

  @Test
  void kill_gone_isDone() {
    assertThat(ProcessTree.kill(proc, 4_000_000, Containers.ID)).isTrue();
    assertThat(ProcessTree.kill(proc, 0, Containers.ID)).isTrue();
    assertThat(ProcessTree.kill(proc, 1, Containers.ID)).isTrue();
  }

  @Test
  void kill_shortId_isRefused() {
    assertThatThrownBy(() -> ProcessTree.kill(proc, 7, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
