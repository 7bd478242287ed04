package tianniu.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tianniu.config.Config;
import tianniu.fault.Fault;

/** The store in a file. */
class SqliteStoreTest extends StoreContract {
  private static final String REMEDY =
      ": restore it from a backup, or move it away to start with an empty one.";

  private static final String LONG = "x".repeat(100_000);
  private static final int KILLED_AFTER = 200;

  @Override
  Config.Storage storage() {
    return new Config.Storage(null, null, 365);
  }

  @Override
  String where() {
    return file().toString();
  }

  private Path file() {
    return dataDir.resolve("tianniu.db");
  }

  private Set<PosixFilePermission> permissions(String name) throws IOException {
    return Files.getPosixFilePermissions(dataDir.resolve(name));
  }

  /** What is refused has the same bytes afterwards, and the sentence names it. */
  private void assertRefused(byte[] content, String sentence) throws IOException {
    closeAll();
    Files.write(file(), content);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("The database " + file())
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("\n");
    assertThat(Files.readAllBytes(file())).isEqualTo(content);
  }

  @Test
  void open_files_areTheOwnersAlone() throws IOException {
    insert(store(), 1);
    Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rw-------");
    assertThat(permissions("tianniu.db")).isEqualTo(ownerOnly);
    assertThat(permissions("tianniu.db-wal")).isEqualTo(ownerOnly);
    assertThat(permissions("tianniu.db-shm")).isEqualTo(ownerOnly);
  }

  @Test
  void read_oneByOne_isDoneByOneThread() throws IOException {
    Set<String> threads = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      threads.add(store().read(_ -> Thread.currentThread().getName()));
    }
    assertThat(threads).hasSize(1);
  }

  @Test
  void read_severalAtOnce_areDoneAtOnce() throws Exception {
    // Each waits within its read until all have begun.
    CyclicBarrier all = new CyclicBarrier(4);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> reads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        reads.add(
            threads.submit(
                () ->
                    store()
                        .read(
                            _ -> {
                              meet(all);
                              return Thread.currentThread().getName();
                            })));
      }
      Set<String> names = new HashSet<>();
      for (Future<String> read : reads) {
        names.add(read.get());
      }
      assertThat(names).hasSize(4);
    }
  }

  private static void meet(CyclicBarrier all) {
    try {
      all.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void close_always_leavesOneFile() {
    insert(store(), 1);
    closeAll();
    assertThat(dataDir.toFile().list()).containsExactlyInAnyOrder("tianniu.db", "master.key");
  }

  @Test
  void open_text_isRefused() throws IOException {
    assertRefused("Dear diary,\n".repeat(1000).getBytes(UTF_8), " is not an SQLite database");
  }

  @Test
  void open_empty_isRefused() throws IOException {
    assertRefused(new byte[0], " is empty" + REMEDY);
  }

  @Test
  void open_truncated_isRefused() throws IOException {
    closeAll();
    byte[] whole = Files.readAllBytes(file());
    assertRefused(Arrays.copyOf(whole, whole.length / 2), " cannot be used (");
  }

  @Test
  void open_truncatedToItsFirstBytes_isRefused() throws IOException {
    closeAll();
    assertRefused(Arrays.copyOf(Files.readAllBytes(file()), 50), " cannot be used (");
  }

  @Test
  void open_garbageBehindTheHeader_isRefused() throws IOException {
    closeAll();
    byte[] damaged = Files.readAllBytes(file());
    Arrays.fill(damaged, 16, damaged.length, (byte) 0x5a);
    assertRefused(damaged, " cannot be used (");
  }

  @Test
  void open_readOnly_isRefused() throws IOException {
    closeAll();
    byte[] before = Files.readAllBytes(file());
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--r--r--"));
    assertThatThrownBy(this::open)
        .hasMessage(
            "The database %s cannot be written: give it to the server's user with chmod u+rw."
                .formatted(file()));
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void open_folderInItsPlace_isRefused() throws IOException {
    closeAll();
    Files.delete(file());
    Files.createDirectory(file());
    assertThatThrownBy(this::open)
        .hasMessage("The database %s is not a file: move it away.".formatted(file()));
  }

  @Test
  void open_folderThatCannotBeWritten_isRefused() {
    // The kernel lets nobody make files there, root neither.
    assertThatThrownBy(() -> SqliteFile.in(Path.of("/proc/self")).first())
        .hasMessage(
            "The database /proc/self/tianniu.db cannot be made: see whether the directory can be"
                + " written.");
  }

  @Test
  void open_fileGoneButNotItsLog_isRefused() throws IOException {
    insert(store(), 1);
    byte[] log = Files.readAllBytes(dataDir.resolve("tianniu.db-wal"));
    closeAll();
    Files.delete(file());
    Files.write(dataDir.resolve("tianniu.db-wal"), log);
    assertThatThrownBy(this::open)
        .hasMessageStartingWith("The database %s is gone, but not its log".formatted(file()));
    assertThat(dataDir.resolve("tianniu.db-wal")).hasBinaryContent(log);
  }

  @Test
  void open_crashedWhileMaking_beginsAnew() throws IOException {
    closeAll();
    Files.delete(file());
    Files.writeString(dataDir.resolve("tianniu.db.part"), "half of it");
    open();
    assertThat(dataDir.resolve("tianniu.db.part")).doesNotExist();
  }

  @Test
  void write_noRoom_isUnavailableAndHeals() {
    store().write(h -> h.execute("PRAGMA max_page_count = 1"));
    assertThat(faultOf(() -> store().write(h -> h.execute("INSERT INTO seen VALUES (1, ?)", LONG))))
        .isEqualTo(new Fault.StoreUnavailable(Fault.StoreProblem.DISK_FULL));
    store().write(h -> h.execute("INSERT INTO seen VALUES (2, ?)", LONG));
    assertThat(ids(store())).containsExactly(2L);
  }

  @Test
  void write_processKilled_hasKeptAllItAcknowledged() throws Exception {
    closeAll();
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EndlessWriter.class.getName(),
                dataDir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> acknowledged = new ArrayList<>();
    try (BufferedReader lines = writer.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // The last one may be cut off.
        if (line.endsWith(".")) {
          acknowledged.add(Long.valueOf(line.substring(0, line.length() - 1)));
        }
        if (acknowledged.size() == KILLED_AFTER) {
          // By its handle: the process itself would close the pipe, with lines still in it.
          writer.toHandle().destroyForcibly();
        }
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLED_AFTER);
    assertThat(ids(open())).containsAll(acknowledged);
  }
}
