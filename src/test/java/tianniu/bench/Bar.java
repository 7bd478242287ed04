package tianniu.bench;

import java.util.Locale;

/** What is promised, and how much of it: each is measured in its section, or missed. */
enum Bar {
  LIST_RATE("list", "list of 20 of 100, usage included, 64 connections", Side.LEAST, 40, "×"),
  LIST_P99("list", "… its p99", Side.MOST, 15, " ms"),
  LIST_CEILING("list", "… of a constant body of the same size", Side.LEAST, 0.75, "×"),
  DETAIL_RATE("detail", "detail, 64 connections", Side.LEAST, 10, "×"),
  STATS_P99("stats", "stats, 64 connections: p99", Side.MOST, 10, " ms"),
  STATS_CEILING("stats", "… of a constant body of the same size", Side.LEAST, 0.75, "×"),
  MEMORY("memory", "resident memory with 100, after load", Side.MOST, 160, " MB"),
  START("start", "start to first answer", Side.MOST, 0.6, " s"),
  USAGE_WATCHED(
      "usage", "usage of 100 at 1 s freshness, our process above idle", Side.MOST, 1.2, " %"),
  USAGE_FRESH("usage", "… new samples of a container", Side.LEAST, 0.9, "/s"),
  USAGE_ENGINE("usage", "… dockerd, containerd and shims above idle", Side.MOST, 0.5, " %"),
  USAGE_QUIET("usage", "our process, nobody asked for a minute", Side.MOST, 0.3, " %"),
  USAGE_SAMPLES("usage", "1,000 samples a second", Side.MOST, 5, " %"),
  VISIBLE_MEDIAN("visible", "change by docker client, in our list: median", Side.MOST, 100, " ms"),
  VISIBLE_P99("visible", "… p99", Side.MOST, 1000, " ms"),
  LOGS_RATE("logs", "logs?tail=all of 1,000,000 lines", Side.LEAST, 1, "×"),
  LOGS_MEMORY("logs", "… growth of our resident memory", Side.MOST, 32, " MB"),
  FOLLOW_UPSTREAMS("follow", "1,000 followers of one container: upstreams", Side.MOST, 1, ""),
  FOLLOW_LAG("follow", "… lag, p99", Side.MOST, 250, " ms"),
  FOLLOW_ENGINE("follow", "… dockerd's cost, of that of one follower", Side.MOST, 1.5, "×"),
  CREATE_TIME("create", "create to running", Side.MOST, 1.10, "×"),
  EXEC_TIME("create", "exec of true", Side.MOST, 1.10, "×"),
  BATCH_CLIENT("batch", "batch start of 50, faster than docker start", Side.LEAST, 1.5, "×"),
  BATCH_PARALLEL("batch", "… than the best parallel use of the engine", Side.LEAST, 0.95, "×"),
  SCALE_LIST("scale", "list with 10,000 containers, of that with 100", Side.LEAST, 0.8, "×"),
  SCALE_DETAIL("scale", "detail with 10,000, of that with 100", Side.LEAST, 0.8, "×"),
  SCALE_STATS("scale", "stats with 10,000, of that with 100", Side.LEAST, 0.8, "×"),
  SCALE_LABEL_MEAN("scale", "label filter with 10,000, 1 connection: mean", Side.MOST, 2, " ms"),
  SCALE_LABEL_P99("scale", "… its p99, above that of a constant body", Side.MOST, 2, " ms"),
  SCALE_MEMORY("scale", "resident memory with 10,000, after load", Side.MOST, 320, " MB");

  /** On which side of the limit the measured must lie. */
  enum Side {
    LEAST,
    MOST
  }

  private final String section;
  private final String words;
  private final Side side;
  private final double limit;
  private final String unit;

  Bar(String section, String words, Side side, double limit, String unit) {
    this.section = section;
    this.words = words;
    this.side = side;
    this.limit = limit;
    this.unit = unit;
  }

  String section() {
    return section;
  }

  String words() {
    return words;
  }

  double limit() {
    return limit;
  }

  Side side() {
    return side;
  }

  /** Whether a larger number is a better one, and both are factors. */
  boolean isFactor() {
    return unit.equals("×");
  }

  boolean isMetBy(double value) {
    return switch (side) {
      case LEAST -> value >= limit;
      case MOST -> value <= limit;
    };
  }

  String text(double value) {
    return Series.number(value) + unit;
  }

  String limitText() {
    return (side == Side.LEAST ? "≥ " : "≤ ") + String.format(Locale.ROOT, "%s", shortest()) + unit;
  }

  private String shortest() {
    return limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit);
  }
}
