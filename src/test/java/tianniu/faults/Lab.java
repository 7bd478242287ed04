package tianniu.faults;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The lab's scripts, by which its own engine is killed, frozen and brought back. */
record Lab(Path folder) {
  void engine(String command) throws IOException, InterruptedException {
    output(List.of(folder.resolve("engine").toString(), command));
  }

  /** What a command prints. */
  static String output(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + said);
    }
    return said.strip();
  }
}
