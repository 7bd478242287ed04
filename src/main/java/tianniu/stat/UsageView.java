package tianniu.stat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.live.LiveContainer;
import tianniu.usage.UsageWindow;

/**
 * What has changed of the containers that somebody watches.
 *
 * @param gone ids of those that are not watched any more
 * @param truncated whether there are more than can be watched at once
 */
record UsageView(List<Item> containers, List<String> gone, boolean truncated) {

  /** One container. Null is "not known", never zero; rates are bytes a second. */
  record Item(
      String containerId,
      String status,
      @Nullable Instant timestamp,
      @Nullable BigDecimal cpuPercent,
      @Nullable Long memoryUsage,
      @Nullable Long memoryLimit,
      @Nullable Long networkRxRate,
      @Nullable Long networkTxRate,
      @Nullable Long ioReadRate,
      @Nullable Long ioWriteRate) {
    static Item of(LiveContainer container, @Nullable UsageWindow window) {
      String id = container.id().value();
      String status = container.status().word();
      return window == null
          ? new Item(id, status, null, null, null, null, null, null, null, null)
          : new Item(
              id,
              status,
              window.newest().takenAt(),
              Figures.percent(window.cpuPercent()),
              window.newest().memoryBytes(),
              window.newest().memoryLimitBytes(),
              Figures.rate(window.rxBytesPerSecond()),
              Figures.rate(window.txBytesPerSecond()),
              Figures.rate(window.readBytesPerSecond()),
              Figures.rate(window.writeBytesPerSecond()));
    }
  }
}
