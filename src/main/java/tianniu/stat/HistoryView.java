package tianniu.stat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.http.Durations;
import tianniu.usage.UsagePoint;

/** A container's usage of late, in the document's shape. Null is "not known", never zero. */
record HistoryView(String containerId, Instant from, Instant to, String step, List<Point> points) {

  static HistoryView of(
      ContainerId id, Instant from, Instant to, Duration step, List<UsagePoint> points) {
    return new HistoryView(
        id.value(), from, to, Durations.text(step), points.stream().map(Point::of).toList());
  }

  /** One step. Rates are bytes a second. */
  record Point(
      Instant timestamp,
      @Nullable BigDecimal cpuPercent,
      long memoryUsage,
      @Nullable Long networkRxRate,
      @Nullable Long networkTxRate,
      @Nullable Long ioReadRate,
      @Nullable Long ioWriteRate) {
    static Point of(UsagePoint point) {
      return new Point(
          point.from(),
          Figures.percent(point.cpuPercent()),
          point.memoryBytes(),
          Figures.rate(point.rxBytesPerSecond()),
          Figures.rate(point.txBytesPerSecond()),
          Figures.rate(point.readBytesPerSecond()),
          Figures.rate(point.writeBytesPerSecond()));
    }
  }
}
