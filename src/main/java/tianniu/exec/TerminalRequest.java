package tianniu.exec;

import java.util.List;
import java.util.Optional;
import tianniu.engine.ExecSpec;
import tianniu.http.Query;

/** What was asked of a terminal; by default a shell. */
record TerminalRequest(ExecSpec spec, int columns, int rows) {
  static final int MAX_SIDE = 1000;

  static TerminalRequest of(Query query) {
    List<String> command = query.texts("command");
    String workingDir =
        query.parsed(
            "working_dir",
            text -> Optional.of(text).filter(path -> path.startsWith("/")),
            "must be an absolute path");
    Boolean tty = query.parsed("tty", TerminalRequest::flag, "must be true or false");
    return new TerminalRequest(
        new ExecSpec(
            command.isEmpty() ? List.of("/bin/sh") : command,
            List.of(),
            workingDir,
            query.text("user"),
            tty == null || tty,
            true,
            true,
            true),
        (int) query.integer("columns", 1, MAX_SIDE, 80),
        (int) query.integer("rows", 1, MAX_SIDE, 24));
  }

  private static Optional<Boolean> flag(String text) {
    return text.equals("true") || text.equals("false")
        ? Optional.of(Boolean.valueOf(text))
        : Optional.empty();
  }
}
