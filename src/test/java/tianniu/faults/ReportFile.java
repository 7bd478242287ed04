package tianniu.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** A file of parts between marks, of which each run replaces its own. */
record ReportFile(Path file) {
  void put(String name, String part) throws IOException {
    String begin = "<!-- " + name + " -->\n";
    String end = "<!-- /" + name + " -->\n";
    String text = Files.exists(file) ? Files.readString(file) : "";
    int from = text.indexOf(begin);
    int to = text.indexOf(end, Math.max(0, from));
    String whole = begin + part + end;
    Files.writeString(
        file,
        from < 0 || to < 0
            ? text.stripTrailing() + "\n\n" + whole
            : text.substring(0, from) + whole + text.substring(to + end.length()));
  }

  /** The machine, the engine, the day and the commit. */
  static String circumstances() throws IOException, InterruptedException {
    String commit = Lab.output(List.of("git", "rev-parse", "--short", "HEAD"));
    String load = Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    String processor =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("a processor");
    return Runtime.getRuntime().availableProcessors()
        + " cores of "
        + processor
        + " (load average "
        + load
        + "), "
        + Lab.output(List.of("dockerd", "--version")).replaceAll(",.*", "")
        + ", commit "
        + commit
        + ", "
        + LocalDate.now(ZoneOffset.UTC);
  }
}
