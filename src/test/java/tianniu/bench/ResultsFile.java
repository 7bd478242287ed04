package tianniu.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of several parts, each between two marks, of which each benchmark writes its own. */
final class ResultsFile {
  private final Path file;

  ResultsFile(Path file) {
    this.file = file;
  }

  /** Puts the part where it stood, or at the end, and leaves the others alone. */
  void put(String name, String part) throws IOException {
    String begin = "<!-- " + name + " -->\n";
    String end = "<!-- /" + name + " -->\n";
    String text = Files.readString(file);
    int from = text.indexOf(begin);
    int to = text.indexOf(end, Math.max(0, from));
    String whole = begin + part + end;
    Files.writeString(
        file,
        from < 0 || to < 0
            ? text.stripTrailing() + "\n\n" + whole
            : text.substring(0, from) + whole + text.substring(to + end.length()));
  }
}
