package tianniu.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that are run to their end. */
final class Command {
  private static final int LONGEST_SECONDS = 300;

  private Command() {}

  static String output(List<String> command) throws IOException, InterruptedException {
    return output(command, Map.of());
  }

  /**
   * What it printed on either stream.
   *
   * @throws IOException when it fails
   */
  static String output(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectInput(new File("/dev/null"));
    Process process = builder.start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command.getFirst() + " failed: " + output);
      }
      return output;
    } finally {
      process.destroy();
    }
  }

  /** How long it took, in seconds; what it prints is thrown away by the system. */
  static double seconds(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectInput(new File("/dev/null"));
    builder.redirectOutput(new File("/dev/null"));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    long start = System.nanoTime();
    Process process = builder.start();
    try {
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + " failed");
      }
      return (System.nanoTime() - start) / 1e9;
    } finally {
      process.destroy();
    }
  }
}
