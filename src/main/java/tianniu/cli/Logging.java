package tianniu.cli;

import java.util.Locale;
import tianniu.config.LogFormat;
import tianniu.config.LogLevel;

/** Tells the logging library what to write; it must come before the first logger is made. */
final class Logging {
  private Logging() {}

  /** Sets what {@code logback.xml} reads. */
  static void set(LogLevel level, LogFormat format) {
    System.setProperty("tianniu.log.level", level.name());
    System.setProperty("tianniu.log.format", format.name().toLowerCase(Locale.ROOT));
  }
}
