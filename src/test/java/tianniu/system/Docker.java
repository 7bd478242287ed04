package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** The plain docker client: what others do on the engine behind the product's back. */
final class Docker {
  static final String BUSYBOX = "tianniu-lab/busybox:1";
  static final String NGINX = "tianniu-lab/nginx:1";
  static final String TINY = "tianniu-lab/tiny:1";

  /** Marks everything of this run, by label and by name. */
  static final String RUN = UUID.randomUUID().toString().substring(0, 8);

  static final String RUN_LABEL = "system-test";

  /** Sleeps, and ends at once when it is told to: PID 1 has no default action for SIGTERM. */
  static final List<String> OBEDIENT =
      List.of("sh", "-c", "trap 'exit 0' TERM INT; sleep 100000 & wait");

  /** Ends by SIGKILL only. */
  static final List<String> STUBBORN =
      List.of("sh", "-c", "trap '' TERM INT; while :; do sleep 1; done");

  /** One that hangs fails, and holds nobody up for ever. */
  private static final String LIMIT = Long.toString(Patience.of(Duration.ofMinutes(5)).toSeconds());

  private static final AtomicInteger NAMES = new AtomicInteger();

  private Docker() {}

  /** What a command wrote, and how it ended. */
  private record Outcome(int code, String out, String err) {}

  static Docker ofTheLab() {
    Docker docker = new Docker();
    for (String image : List.of(BUSYBOX, NGINX, TINY)) {
      if (!docker.succeeds("image", "inspect", image)) {
        fail("The engine at %s has no image %s: make it with `lab/images`.", host(), image);
      }
    }
    return docker;
  }

  static String host() {
    String host = System.getenv("DOCKER_HOST");
    if (host == null || host.isBlank()) {
      throw new AssertionError(
          "DOCKER_HOST names no engine: `lab/engine up`, then `export $(lab/engine env)`.");
    }
    return host;
  }

  /** A name that this run has not used yet and that its cleaning recognises. */
  static String newName(String role) {
    return "st-" + RUN + "-" + role + "-" + NAMES.incrementAndGet();
  }

  /** Runs the client and returns what it printed; fails when it does. */
  String run(String... arguments) {
    Outcome outcome = outcome("docker", List.of(arguments));
    assertThat(outcome.code())
        .as("docker %s: %s", String.join(" ", arguments), outcome.err())
        .isZero();
    return outcome.out().strip();
  }

  boolean succeeds(String... arguments) {
    return outcome("docker", List.of(arguments)).code() == 0;
  }

  /** A container that the product did not make; returns its name. */
  String foreign(String role, List<String> options, String image, String... command) {
    String name = newName(role);
    List<String> line = new ArrayList<>(List.of("run", "-d", "--name", name));
    line.addAll(List.of("--label", RUN_LABEL + "=" + RUN));
    line.addAll(options);
    line.add(image);
    line.addAll(List.of(command));
    run(line.toArray(String[]::new));
    return name;
  }

  String foreign(String role) {
    return foreign(role, List.of(), BUSYBOX, OBEDIENT.toArray(String[]::new));
  }

  JsonNode inspect(String container) {
    return Json.read(run("inspect", "--type", "container", container)).get(0);
  }

  String fullId(String container) {
    return inspect(container).path("Id").asString();
  }

  /**
   * Runs a script of the lab, such as {@code lab("engine", "restart")}; returns what it printed.
   */
  static String lab(String script, String... arguments) {
    Outcome outcome = outcome("lab/" + script, List.of(arguments));
    assertThat(outcome.code())
        .as("lab/%s %s: %s", script, String.join(" ", arguments), outcome.err())
        .isZero();
    return outcome.out().strip();
  }

  void removeEverythingOfThisRun() {
    String mine = "name=st-" + RUN;
    removeAll(List.of("rm", "-f", "-v"), run("ps", "-aq", "--filter", mine));
    String label = "label=" + RUN_LABEL + "=" + RUN;
    removeAll(List.of("rm", "-f", "-v"), run("ps", "-aq", "--filter", label));
    removeAll(List.of("network", "rm"), run("network", "ls", "-q", "--filter", mine));
    removeAll(List.of("volume", "rm", "-f"), run("volume", "ls", "-q", "--filter", mine));
  }

  private void removeAll(List<String> command, String ids) {
    List<String> line = new ArrayList<>(command);
    ids.lines().forEach(line::add);
    if (line.size() > command.size()) {
      // Some may go by themselves between the listing and this.
      succeeds(line.toArray(String[]::new));
    }
  }

  private static Outcome outcome(String program, List<String> arguments) {
    List<String> line = new ArrayList<>(List.of("timeout", "--kill-after=10", LIMIT, program));
    line.addAll(arguments);
    try {
      Process process = new ProcessBuilder(line).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
