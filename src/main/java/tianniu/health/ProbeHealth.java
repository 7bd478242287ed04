package tianniu.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tianniu.engine.HealthStatus;

/**
 * What the probes of one run of a container have shown so far.
 *
 * @param lastChecked null before the first probe has ended
 * @param failingStreak bad answers in a row, 0 after a good one
 * @param lastError why the last probe was bad, for people; null when it was good
 */
public record ProbeHealth(
    HealthStatus status,
    @Nullable Instant lastChecked,
    int failingStreak,
    @Nullable String lastError) {
  static final ProbeHealth UNKNOWN = new ProbeHealth(HealthStatus.STARTING, null, 0, null);
}
