package tianniu.container;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.HealthProbe;
import tianniu.engine.PortMapping;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ReservedLabels;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;
import tianniu.engine.VolumeMount;
import tianniu.http.JsonFields;
import tianniu.live.Labels;

/** Body of createContainer. A container that was read can be sent back as one. */
record CreateContainer(
    String name,
    String image,
    Map<String, String> labels,
    List<PortMapping> ports,
    List<VolumeMount> volumes,
    @Nullable String network,
    ResourceLimits limits,
    List<EnvironmentVariable> environment,
    RestartPolicy restartPolicy,
    @Nullable HealthProbe health,
    ProcessSpec process) {
  /** Docker's rule for names. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}");

  private static final String NAME_RULE =
      "must be 2 to 128 of a-z A-Z 0-9 _ . - and begin with a letter or a digit";

  /** RFC 1123, with the underscore that many use nevertheless; Linux takes 64 characters. */
  private static final Pattern HOSTNAME =
      Pattern.compile("(?=.{1,63}$)[a-zA-Z0-9_]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?");

  private static final int MAX_LABELS = 256;
  private static final int MAX_ARGUMENTS = 1024;

  static @Nullable CreateContainer read(JsonFields fields) {
    fields.ignore(
        "id",
        "status",
        "created_at",
        "started_at",
        "resource_usage",
        "logs_url",
        "message",
        "status_reason",
        "exit_code",
        "finished_at",
        "engine_id");
    String name =
        fields.required("name", () -> fields.parsed("name", CreateContainer::name, NAME_RULE));
    String image =
        fields.required(
            "image",
            () ->
                fields.parsed(
                    "image", ImageNames::check, "must be an image name such as nginx:latest"));
    CreateContainer container =
        new CreateContainer(
            name == null ? "" : name,
            image == null ? "" : image,
            labels(fields),
            SpecFields.ports(fields),
            SpecFields.volumes(fields),
            network(fields),
            SpecFields.limits(fields),
            SpecFields.environment(fields, "environment_variables"),
            SpecFields.restartPolicy(fields),
            HealthFields.read(fields),
            process(fields));
    return fields.isValid() ? container : null;
  }

  ContainerSpec spec(ContainerId id, Instant now) {
    return new ContainerSpec(
        id,
        name,
        image,
        now,
        null,
        labels,
        ports,
        volumes,
        network,
        limits,
        environment,
        restartPolicy,
        health,
        process);
  }

  private static Optional<String> hostname(String text) {
    return Optional.of(text).filter(HOSTNAME.asMatchPredicate());
  }

  private static Optional<String> name(String text) {
    return Optional.of(text).filter(NAME.asMatchPredicate());
  }

  private static Map<String, String> labels(JsonFields fields) {
    Map<String, String> labels = fields.map("labels", MAX_LABELS);
    for (String key : labels.keySet()) {
      if (key.isEmpty()) {
        fields.refuse("labels", "must not have an empty key");
      } else if (ReservedLabels.has(key)) {
        fields.refuse("labels." + key, "must not begin with " + ReservedLabels.PREFIX);
      }
    }
    if (Labels.bytes(labels) > Labels.MOST_BYTES) {
      fields.refuse(
          "labels", "must not have more than %,d bytes together".formatted(Labels.MOST_BYTES));
    }
    return labels;
  }

  /** A name, or an object with one, as detail shows it. */
  private static @Nullable String network(JsonFields fields) {
    if (!fields.isObject("network")) {
      return fields.text("network");
    }
    Optional<String> name =
        fields.object(
            "network",
            inner -> {
              inner.ignore("ip_address");
              return Optional.ofNullable(inner.text("name"));
            });
    return name == null ? null : name.orElse(null);
  }

  private static ProcessSpec process(JsonFields fields) {
    return new ProcessSpec(
        emptyAsAbsent(fields.texts("entrypoint", MAX_ARGUMENTS)),
        emptyAsAbsent(fields.texts("command", MAX_ARGUMENTS)),
        SpecFields.absolutePath(fields, "working_dir"),
        fields.text("user"),
        fields.parsed("hostname", CreateContainer::hostname, "must be a host name"));
  }

  private static @Nullable List<String> emptyAsAbsent(@Nullable List<String> list) {
    return list == null || list.isEmpty() ? null : list;
  }
}
