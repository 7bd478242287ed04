package tianniu.config;

/** The least severe kind of log line that is written. */
public enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG
}
