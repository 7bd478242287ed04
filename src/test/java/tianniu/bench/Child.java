package tianniu.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java process of ours that says where it is by its first line, and ends with its input. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader said;
  private final Writer orders;
  private final String first;

  private Child(Process process) throws IOException {
    this.process = process;
    this.said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.first = hear();
  }

  /** Runs a main class of the benchmark's own class path. */
  static Child start(List<String> flags, Class<?> main, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new Child(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  String first() {
    return first;
  }

  long pid() {
    return process.pid();
  }

  /** Sends a line, and waits for one. */
  String order(String line) throws IOException {
    orders.write(line + "\n");
    orders.flush();
    return hear();
  }

  private String hear() throws IOException {
    String line = said.readLine();
    if (line == null) {
      throw new IOException("a process of the benchmark has ended");
    }
    return line;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    orders.close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
