package tianniu.engine;

import java.net.URI;
import java.time.Duration;

/**
 * An HTTP probe that this product makes.
 *
 * @param endpoint an http or https URL as seen from inside the container
 * @param retries bad answers in a row that make the container unhealthy, at least 1
 */
public record HealthProbe(
    URI endpoint, Duration interval, Duration timeout, int retries, OnUnhealthy onUnhealthy) {
  /** A probe that only tells. */
  public HealthProbe(URI endpoint, Duration interval, Duration timeout, int retries) {
    this(endpoint, interval, timeout, retries, OnUnhealthy.NONE);
  }
}
