package tianniu.engine;

import java.util.Locale;

/** One of a process's two outputs. With a terminal there is only the first. */
public enum OutputStreamKind {
  STDOUT,
  STDERR;

  /** As the API writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
