package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher gives the server what the JVM has kept of a run before, and it does no harm. */
class StartCacheIT {
  private static final Path HOME = Path.of("").toAbsolutePath();

  @TempDir Path directory;

  @Test
  void up_afterABuild_startsByTheCache() throws IOException, InterruptedException {
    // A jar that came out as before keeps its old time, and the launcher would build it anew.
    Files.setLastModifiedTime(HOME.resolve("target/tianniu.jar"), FileTime.from(Instant.now()));
    run(HOME, "./tianniu build");
    Path cache = cacheIn(HOME.resolve("target"));
    FileTime made = Files.getLastModifiedTime(cache);

    String pid = up(HOME);
    try {
      assertThat(commandLine(pid)).contains("-XX:AOTCache=" + cache);
      assertThat(mapped(pid)).as("what the JVM has mapped").contains(cache.toString());
      assertThat(log()).doesNotContainIgnoringCase("warning");
    } finally {
      run(HOME, "./tianniu down");
    }
    assertThat(Files.getLastModifiedTime(cache)).as("made once").isEqualTo(made);
  }

  @Test
  void up_ofAnotherJar_makesItsOwnCache_andWithADamagedOneStartsSilently()
      throws IOException, InterruptedException {
    run(HOME, "./tianniu build");
    Path others = cacheIn(HOME.resolve("target"));
    Path home = otherHome();
    Path target = home.resolve("target");
    Files.copy(others, target.resolve(others.getFileName()));

    run(home, "./tianniu build");
    Path own = cacheIn(target);
    assertThat(own.getFileName()).isNotEqualTo(others.getFileName());

    Files.writeString(own, "damaged");
    assertThat(run(home, "./tianniu version")).matches("tianniu \\S+\n");
    String pid = up(home);
    try {
      assertThat(commandLine(pid)).contains("-XX:AOTCache=" + own);
      assertThat(mapped(pid)).doesNotContain(own.getFileName().toString());
      assertThat(log()).isNotEmpty().doesNotContainIgnoringCase("warning");
    } finally {
      run(home, "./tianniu down");
    }
  }

  @Test
  void up_ofAMovedPlace_makesItsOwnCache() throws IOException, InterruptedException {
    Path first = otherHome();
    run(first, "./tianniu build");
    Path before = cacheIn(first.resolve("target"));
    Path home = Files.move(first, directory.resolve("moved"));

    String pid = up(home);
    try {
      Path own = cacheIn(home.resolve("target"));
      assertThat(own.getFileName()).isNotEqualTo(before.getFileName());
      assertThat(mapped(pid)).contains(own.toString());
    } finally {
      run(home, "./tianniu down");
    }
  }

  /** A copy of the built program, whose jar has one entry more. */
  private Path otherHome() throws IOException {
    Path home = Files.createDirectories(directory.resolve("home"));
    copy(HOME.resolve("lab"), home.resolve("lab"));
    copy(HOME.resolve("target/lib"), home.resolve("target/lib"));
    Files.copy(HOME.resolve("tianniu"), home.resolve("tianniu"));
    Path jar = Files.copy(HOME.resolve("target/tianniu.jar"), home.resolve("target/tianniu.jar"));
    try (FileSystem inside = FileSystems.newFileSystem(jar)) {
      Files.writeString(inside.getPath("more.txt"), "another jar");
    }
    return home;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path copy = to.resolve(from.relativize(path));
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private static Path cacheIn(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      List<Path> caches = files.filter(file -> file.toString().endsWith(".aot")).toList();
      assertThat(caches).hasSize(1);
      return caches.getFirst();
    }
  }

  /** Starts the server of a place; returns its process. */
  private String up(Path home) throws IOException, InterruptedException {
    run(home, "./tianniu up --demo --detach");
    return Files.readString(directory.resolve("data/tianniu.pid")).strip();
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("data/tianniu.log"));
  }

  private static List<String> commandLine(String pid) throws IOException {
    return Arrays.asList(Files.readString(Path.of("/proc", pid, "cmdline")).split("\0", -1));
  }

  private static String mapped(String pid) throws IOException {
    return Files.readString(Path.of("/proc", pid, "maps"));
  }

  /** Runs a command of the shell, and returns what it has written. */
  private String run(Path home, String command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("TIANNIU_DATA_DIR", directory.resolve("data").toString());
    builder.environment().put("TIANNIU_LISTEN", "127.0.0.1:0");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process shell = builder.start();
    boolean ended = shell.waitFor(5, TimeUnit.MINUTES);
    if (!ended) {
      shell.destroyForcibly();
    }
    String said = Files.readString(output);
    assertThat(ended).as("it has ended, having said: %s", said).isTrue();
    assertThat(shell.exitValue()).as("exit code, with the output: %s", said).isZero();
    return said;
  }
}
