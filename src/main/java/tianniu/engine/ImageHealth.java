package tianniu.engine;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The engine's own health check of a container: an image's HEALTHCHECK.
 *
 * @param failingStreak bad answers in a row, 0 after a good one
 * @param lastError what the last check wrote when it was bad, without values of secrets; null when
 *     it was good or wrote nothing
 */
public record ImageHealth(
    HealthStatus status,
    @Nullable Instant lastChecked,
    Duration interval,
    Duration timeout,
    int retries,
    int failingStreak,
    @Nullable String lastError) {}
