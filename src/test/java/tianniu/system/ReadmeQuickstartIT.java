package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what the README tells a newcomer to do, and holds it to the answers that it shows. */
class ReadmeQuickstartIT {
  private static final Pattern BLOCK =
      Pattern.compile("^```(sh|json|text)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final String BOUNDARY = "=== next block ===";

  /** What a reader has waited for by the time of a block, by what is in the block. */
  private static final Map<String, String> READ_BY_THEN =
      Map.of(
          "status=running",
          "until [[ $(api \"$API/hello\") == *'\"resource_usage\":{'* ]]; do sleep 0.1; done",
          "/hello/logs",
          "until [[ $(docker logs hello 2>&1) == *'GET / '* ]]; do sleep 0.1; done");

  /** A block of commands, and the answer shown below it; empty where none is shown. */
  private record Step(String commands, String promise) {
    /** The commands, after what comes a moment later than the block before has ended. */
    String asRead() {
      return READ_BY_THEN.entrySet().stream()
              .filter(each -> commands.contains(each.getKey()))
              .map(each -> each.getValue() + "\n")
              .collect(Collectors.joining())
          + commands;
    }
  }

  @TempDir Path directory;

  private Map<String, String> environment = Map.of();

  @BeforeEach
  void environment() throws IOException {
    assertThat(System.getenv("DOCKER_HOST")).as("DOCKER_HOST").isNotNull();
    int port = freePort();
    environment =
        Map.of(
            "TIANNIU_DATA_DIR", directory.resolve("data").toString(),
            "TIANNIU_LISTEN", "127.0.0.1:" + port,
            "TIANNIU_URL", "http://127.0.0.1:" + port);
    // The jar is of this very build, but a jar that came out as before keeps its old time.
    Files.setLastModifiedTime(Path.of("target/tianniu.jar"), FileTime.from(Instant.now()));
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    bash("docker rm -fv hello || true; ./tianniu down");
  }

  @Test
  void quickstart_inOneShell_answersAsShown() throws IOException, InterruptedException {
    String webPort = Integer.toString(freePort());
    List<Step> steps =
        steps(quickstart(Path.of("README.md"), "## Quickstart").replace("8081", webPort));

    String output =
        bash(String.join("\necho '" + BOUNDARY + "'\n", steps.stream().map(Step::asRead).toList()));

    String[] answers = output.split(BOUNDARY, -1);
    for (int i = 0; i < steps.size(); i++) {
      assertThat(squeezed(i < answers.length ? answers[i] : "the shell had ended: " + output))
          .as("answer to %s", steps.get(i).commands())
          .containsSubsequence(fragments(steps.get(i).promise()));
    }
  }

  @Test
  void chineseReadme_quickstart_isTheSame() throws IOException {
    assertThat(steps(quickstart(Path.of("README.zh-CN.md"), "## 快速开始")))
        .isEqualTo(steps(quickstart(Path.of("README.md"), "## Quickstart")));
  }

  private static String quickstart(Path readme, String heading) throws IOException {
    String text = Files.readString(readme);
    int start = text.indexOf(heading);
    assertThat(start).as(heading).isNotNegative();
    return text.substring(start, text.indexOf("\n## ", start + 1));
  }

  private static List<Step> steps(String section) {
    List<Step> steps = new ArrayList<>();
    Matcher block = BLOCK.matcher(section);
    while (block.find()) {
      if ("sh".equals(block.group(1))) {
        steps.add(new Step(block.group(2), ""));
      } else {
        Step last = steps.removeLast();
        steps.add(new Step(last.commands(), last.promise() + block.group(2)));
      }
    }
    assertThat(steps).isNotEmpty();
    return steps;
  }

  /** What stands between the dots of a promise, in order. */
  private static List<String> fragments(String promise) {
    List<String> fragments = new ArrayList<>();
    for (String part : promise.split("…", -1)) {
      String fragment = squeezed(part);
      if (!fragment.isEmpty()) {
        fragments.add(fragment);
      }
    }
    return fragments.isEmpty() ? List.of("") : fragments;
  }

  /** Without white space, which is the reader's comfort and no part of an answer. */
  private static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }

  /** Runs a script as a shell of the user would, stopping at the first command that fails. */
  private String bash(String script) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process shell = builder.start();
    boolean ended = shell.waitFor(5, TimeUnit.MINUTES);
    if (!ended) {
      shell.destroyForcibly();
    }
    String said = Files.readString(output);
    assertThat(ended).as("the shell has ended, having said: %s", said).isTrue();
    assertThat(shell.exitValue()).as("exit code, with the output: %s", said).isZero();
    return said;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
