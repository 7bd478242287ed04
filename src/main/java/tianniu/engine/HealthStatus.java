package tianniu.engine;

import java.util.Locale;

/** What is known of a container's health. */
public enum HealthStatus {
  STARTING,
  HEALTHY,
  UNHEALTHY;

  /** As the API writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
