package tianniu.engine.docker;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.engine.HealthProbe;
import tianniu.engine.OnUnhealthy;
import tianniu.engine.ReservedLabels;
import tianniu.fault.FaultException;

/**
 * What this product writes on a container to know it again: that which Docker itself cannot tell.
 * Never a value of a secret.
 *
 * @param createdBy the id of the key that made it
 * @param labels the names of those that its maker gave
 * @param variables those that its maker gave, in order
 */
record OwnLabels(
    ContainerId id,
    @Nullable Instant createdAt,
    @Nullable String createdBy,
    List<String> labels,
    List<Variable> variables,
    @Nullable HealthProbe health) {
  private static final String ID = ReservedLabels.PREFIX + "id";
  private static final String CREATED_AT = ReservedLabels.PREFIX + "created-at";
  private static final String SPEC = ReservedLabels.PREFIX + "spec";

  /** Who made it to start it at once, and under what name and from what image. */
  private static final String MADE = ReservedLabels.PREFIX + "made";

  /** The name of a variable, and where its value came from. */
  record Variable(String name, @Nullable SecretRef secret) {}

  /** The JSON of the label {@code tianniu.spec}. */
  record SpecJson(
      @Nullable String createdBy,
      @Nullable List<String> labels,
      @Nullable List<Variable> environment,
      @Nullable ProbeJson health) {}

  /** Without onUnhealthy in containers that only tell, as those of before had it. */
  record ProbeJson(
      @Nullable String endpoint,
      long intervalMillis,
      long timeoutMillis,
      int retries,
      @Nullable String onUnhealthy) {
    @Nullable HealthProbe toProbe() {
      if (endpoint == null) {
        return null;
      }
      return new HealthProbe(
          URI.create(endpoint),
          Duration.ofMillis(intervalMillis),
          Duration.ofMillis(timeoutMillis),
          retries,
          OnUnhealthy.of(onUnhealthy == null ? "" : onUnhealthy).orElse(OnUnhealthy.NONE));
    }

    static ProbeJson of(HealthProbe probe) {
      return new ProbeJson(
          probe.endpoint().toString(),
          probe.interval().toMillis(),
          probe.timeout().toMillis(),
          probe.retries(),
          probe.onUnhealthy() == OnUnhealthy.NONE ? null : probe.onUnhealthy().word());
    }
  }

  /** All labels of a container to be made: its maker's and ours. */
  static Map<String, String> write(ContainerSpec spec) {
    List<Variable> variables =
        spec.environment().stream().map(v -> new Variable(v.name(), v.secret())).toList();
    HealthProbe health = spec.health();
    SpecJson json =
        new SpecJson(
            spec.createdBy(),
            List.copyOf(spec.labels().keySet()),
            variables,
            health == null ? null : ProbeJson.of(health));
    Map<String, String> labels = new HashMap<>(spec.labels());
    labels.put(ID, spec.id().value());
    labels.put(CREATED_AT, spec.createdAt().toString());
    labels.put(SPEC, new String(Json.write(json), java.nio.charset.StandardCharsets.UTF_8));
    String installation = spec.installation();
    if (installation != null) {
      labels.put(MADE, made(installation, spec.name(), spec.image()));
    }
    return labels;
  }

  private static String made(String installation, String name, String image) {
    return installation + " " + name + " " + image;
  }

  /**
   * Of the container itself: labels travel, with an image that is committed and by hand, to
   * containers of another name or image. One that was renamed has no maker any more.
   */
  static Optional<String> maker(Wire.Inspected wire) {
    String label = ContainerReading.orEmpty(wire.config().labels()).get(MADE);
    if (label == null || label.indexOf(' ') < 0) {
      return Optional.empty();
    }
    String installation = label.substring(0, label.indexOf(' '));
    String name = ContainerReading.orEmpty(wire.name()).replaceFirst("^/", "");
    String image = ContainerReading.orEmpty(wire.config().image());
    return label.equals(made(installation, name, image))
        ? Optional.of(installation)
        : Optional.empty();
  }

  /** Null when the container is not of this product. */
  static @Nullable OwnLabels read(Map<String, String> labels) {
    String id = labels.get(ID);
    String spec = labels.get(SPEC);
    if (id == null || spec == null || !ContainerId.isId(id)) {
      return null;
    }
    try {
      SpecJson json = Json.read(spec, SpecJson.class);
      return new OwnLabels(
          new ContainerId(id),
          instant(labels.get(CREATED_AT)),
          json.createdBy(),
          json.labels() == null ? List.of() : json.labels(),
          json.environment() == null ? List.of() : json.environment(),
          json.health() == null ? null : json.health().toProbe());
    } catch (FaultException | IllegalArgumentException e) {
      // Someone else's labels that look like ours.
      return null;
    }
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
