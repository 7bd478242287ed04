package tianniu.config;

/** How a log line is written: for people or for log collectors. */
public enum LogFormat {
  TEXT,
  JSON
}
