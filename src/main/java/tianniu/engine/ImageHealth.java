package tianniu.engine;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The engine's own health check of a container: an image's HEALTHCHECK. */
public record ImageHealth(
    HealthStatus status,
    @Nullable Instant lastChecked,
    Duration interval,
    Duration timeout,
    int retries) {}
