package tianniu.container;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.engine.PortMapping;
import tianniu.engine.PortMapping.Protocol;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;
import tianniu.engine.VolumeMount;
import tianniu.http.JsonFields;

/** The parts of a create body, each read and checked by itself. */
final class SpecFields {
  /** Docker's least memory for a container. */
  static final ByteSize MIN_MEMORY = new ByteSize(6L << 20);

  private static final int MAX_PORT = 65_535;
  private static final int MAX_PORTS = 1000;
  private static final int MAX_VOLUMES = 256;
  private static final int MAX_VARIABLES = 1024;
  private static final int MAX_RETRIES = 1_000_000;
  private static final Pattern VOLUME_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}");

  private SpecFields() {}

  static List<PortMapping> ports(JsonFields fields) {
    List<PortMapping> ports = fields.objects("ports", MAX_PORTS, SpecFields::port);
    Set<String> published = new HashSet<>();
    for (PortMapping port : ports) {
      if (port.external() != 0 && !published.add(port.external() + port.protocol().word())) {
        fields.refuse(
            "ports",
            "publishes the host's port "
                + port.external()
                + "/"
                + port.protocol().word()
                + " more than once");
      }
    }
    return ports;
  }

  private static @Nullable PortMapping port(JsonFields fields) {
    Long internal = fields.required("internal", () -> fields.integer("internal", 1, MAX_PORT));
    Long external = fields.integer("external", 0, MAX_PORT);
    Protocol protocol = fields.parsed("protocol", SpecFields::protocol, "must be tcp, udp or sctp");
    return internal == null
        ? null
        : new PortMapping(
            internal.intValue(),
            external == null ? 0 : external.intValue(),
            protocol == null ? Protocol.TCP : protocol);
  }

  private static Optional<Protocol> protocol(String word) {
    for (Protocol protocol : Protocol.values()) {
      if (protocol.word().equals(word)) {
        return Optional.of(protocol);
      }
    }
    return Optional.empty();
  }

  static List<VolumeMount> volumes(JsonFields fields) {
    List<VolumeMount> volumes = fields.objects("volumes", MAX_VOLUMES, SpecFields::volume);
    Set<String> targets = new HashSet<>();
    for (VolumeMount volume : volumes) {
      if (!targets.add(volume.target())) {
        fields.refuse("volumes", "mounts on " + volume.target() + " more than once");
      }
    }
    return volumes;
  }

  private static @Nullable VolumeMount volume(JsonFields fields) {
    String source =
        fields.required(
            "host_path",
            () ->
                fields.parsed(
                    "host_path",
                    SpecFields::volumeSource,
                    "must be an absolute path or the name of a volume"));
    String target = fields.required("container_path", () -> mountPoint(fields));
    if ("/".equals(target)) {
      fields.refuse("container_path", "must not be the root");
    }
    Boolean readOnly = fields.parsed("mode", SpecFields::readOnly, "must be rw or ro");
    return source == null || target == null
        ? null
        : new VolumeMount(source, target, readOnly != null && readOnly);
  }

  private static Optional<String> volumeSource(String text) {
    return Optional.of(text)
        .filter(each -> each.startsWith("/") || VOLUME_NAME.matcher(each).matches());
  }

  private static Optional<Boolean> readOnly(String mode) {
    return switch (mode) {
      case "ro" -> Optional.of(true);
      case "rw" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  static @Nullable String absolutePath(JsonFields fields, String name) {
    return fields.parsed(
        name,
        text -> Optional.of(text).filter(path -> path.startsWith("/")),
        "must be an absolute path");
  }

  /** Where the engine will mount: {@code /a/} and {@code /a/.} are {@code /a}. */
  private static @Nullable String mountPoint(JsonFields fields) {
    String path = absolutePath(fields, "container_path");
    if (path == null) {
      return null;
    }
    // Not by Path: the path is the container's, and need not be one in this process's locale.
    Deque<String> steps = new ArrayDeque<>();
    for (String step : path.split("/", -1)) {
      if (step.equals("..")) {
        steps.pollLast();
      } else if (!step.isEmpty() && !step.equals(".")) {
        steps.addLast(step);
      }
    }
    return "/" + String.join("/", steps);
  }

  static ResourceLimits limits(JsonFields fields) {
    ResourceLimits limits =
        fields.object(
            "resource_limits",
            inner ->
                new ResourceLimits(
                    inner.parsedTextOrNumber(
                        "cpu", Cpus::parse, "must be decimal cores such as 0.5, at least 0.01"),
                    inner.parsedTextOrNumber(
                        "memory",
                        SpecFields::memory,
                        "must be a size such as 512MB, at least 6MB")));
    return limits == null ? ResourceLimits.NONE : limits;
  }

  private static Optional<ByteSize> memory(String text) {
    return ByteSize.parse(text).filter(size -> size.compareTo(MIN_MEMORY) >= 0);
  }

  static List<EnvironmentVariable> environment(JsonFields fields, String name) {
    List<EnvironmentVariable> variables = fields.objects(name, MAX_VARIABLES, SpecFields::variable);
    Set<String> names = new HashSet<>();
    for (EnvironmentVariable variable : variables) {
      if (!names.add(variable.name())) {
        fields.refuse(name, "sets " + variable.name() + " more than once");
      }
    }
    return variables;
  }

  private static Optional<String> variableName(String text) {
    return Optional.of(text).filter(EnvironmentVariable::isName);
  }

  private static @Nullable EnvironmentVariable variable(JsonFields fields) {
    String name =
        fields.required(
            "name",
            () ->
                fields.parsed("name", SpecFields::variableName, "must not contain an equals sign"));
    String value = fields.textOrEmpty("value");
    SecretRef secret = fields.object("value_from", SpecFields::secret);
    if (value == null && secret == null && fields.isValid()) {
      fields.refuse("value", "or value_from is required");
    } else if (value != null && !value.isEmpty() && secret != null) {
      fields.refuse("value_from", "must not be given together with value");
    }
    return name == null ? null : new EnvironmentVariable(name, value == null ? "" : value, secret);
  }

  private static @Nullable SecretRef secret(JsonFields fields) {
    String secretName = fields.requiredText("secret_name");
    String key = fields.requiredText("key");
    return secretName == null || key == null ? null : new SecretRef(secretName, key);
  }

  static RestartPolicy restartPolicy(JsonFields fields) {
    RestartPolicy policy =
        fields.object(
            "restart_policy",
            inner -> {
              RestartPolicy.Type type =
                  inner.parsed(
                      "type",
                      SpecFields::restartType,
                      "must be no, on-failure, always or unless-stopped");
              Long retries = inner.integer("max_retries", 0, MAX_RETRIES);
              RestartPolicy.Type chosen = type == null ? RestartPolicy.Type.NO : type;
              boolean hasRetries = retries != null && retries != 0;
              if (hasRetries && chosen != RestartPolicy.Type.ON_FAILURE && inner.isValid()) {
                inner.refuse("max_retries", "is only meant for on-failure");
              }
              return new RestartPolicy(chosen, retries == null ? 0 : retries.intValue());
            });
    return policy == null ? RestartPolicy.NO : policy;
  }

  private static Optional<RestartPolicy.Type> restartType(String word) {
    for (RestartPolicy.Type type : RestartPolicy.Type.values()) {
      if (type.word().equals(word)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
