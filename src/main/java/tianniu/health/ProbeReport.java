package tianniu.health;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one container's probes.
 *
 * @param health of the present run; null when it is not probed
 * @param since when its status is what it is; null when it is not probed
 * @param newestFirst the last probes, also of earlier runs
 */
public record ProbeReport(
    @Nullable ProbeHealth health, @Nullable Instant since, List<ProbeResult> newestFirst) {
  public ProbeReport {
    newestFirst = List.copyOf(newestFirst);
  }
}
