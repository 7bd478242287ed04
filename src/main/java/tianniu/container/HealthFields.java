package tianniu.container;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.engine.HealthProbe;
import tianniu.engine.OnUnhealthy;
import tianniu.http.Durations;
import tianniu.http.JsonFields;

/** The {@code health_check} of a create body. */
final class HealthFields {
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  private static final int DEFAULT_RETRIES = 3;
  private static final Duration MIN = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofHours(24);
  private static final int MAX_RETRIES = 100;

  private HealthFields() {}

  static @Nullable HealthProbe read(JsonFields fields) {
    Optional<HealthProbe> probe = fields.object("health_check", HealthFields::probe);
    return probe == null ? null : probe.orElse(null);
  }

  private static Optional<HealthProbe> probe(JsonFields fields) {
    // A check of the image's own is shown without an endpoint; sent back, it is the image's again.
    // Its status is null while the container does not run, but it is there.
    boolean echo = fields.has("status");
    fields.ignore("status", "last_checked");
    OnUnhealthy found = fields.parsed("on_unhealthy", OnUnhealthy::of, "must be none or restart");
    OnUnhealthy onUnhealthy = found == null ? OnUnhealthy.NONE : found;
    if (echo && fields.text("endpoint") == null) {
      fields.ignore("interval", "timeout", "retries");
      if (onUnhealthy == OnUnhealthy.RESTART) {
        fields.refuse("on_unhealthy", "must be none without an endpoint");
      }
      return Optional.empty();
    }
    URI endpoint =
        fields.parsed("endpoint", HealthFields::url, "must be an http or https URL with a host");
    Duration interval = duration(fields, "interval");
    Duration timeout = duration(fields, "timeout");
    Long retries = fields.integer("retries", 0, MAX_RETRIES);
    if (endpoint == null) {
      if (fields.isValid()) {
        fields.refuse("endpoint", "is required");
      }
      return Optional.empty();
    }
    return Optional.of(
        new HealthProbe(
            endpoint,
            interval == null ? DEFAULT_INTERVAL : interval,
            timeout == null ? DEFAULT_TIMEOUT : timeout,
            retries == null || retries == 0 ? DEFAULT_RETRIES : retries.intValue(),
            onUnhealthy));
  }

  private static @Nullable Duration duration(JsonFields fields, String name) {
    return fields.parsed(
        name,
        text ->
            Durations.parse(text)
                .filter(found -> found.compareTo(MIN) >= 0 && found.compareTo(MAX) <= 0),
        "must be a duration from 1s to 24h, such as 30s");
  }

  private static Optional<URI> url(String text) {
    try {
      URI url = new URI(text);
      boolean http = "http".equalsIgnoreCase(url.getScheme());
      boolean https = "https".equalsIgnoreCase(url.getScheme());
      boolean plain = url.getHost() != null && url.getUserInfo() == null;
      boolean port = url.getPort() >= -1 && url.getPort() != 0 && url.getPort() <= 65_535;
      return (http || https) && plain && port ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }
}
