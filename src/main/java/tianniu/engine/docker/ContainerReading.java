package tianniu.engine.docker;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.HealthStatus;
import tianniu.engine.ImageHealth;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ReservedLabels;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;

/** Reads what Docker says of a container into the product's words. */
final class ContainerReading {
  private static final String NEVER = "0001-01-01T00:00:00Z";
  private static final Duration USUAL_INTERVAL = Duration.ofSeconds(30);
  private static final int USUAL_RETRIES = 3;

  private ContainerReading() {}

  /**
   * @param images what the image of an id brings; asked only for containers that are not of this
   *     product
   */
  static EngineContainer read(Wire.Inspected wire, Function<String, ImageDefaults.Brought> images) {
    Map<String, String> labels = orEmpty(wire.config().labels());
    OwnLabels own = OwnLabels.read(labels);
    ImageDefaults.Brought brought =
        own == null ? images.apply(orEmpty(wire.image())) : ImageDefaults.Brought.NOTHING;
    Instant finishedAt = instant(wire.state().finishedAt());
    EngineState state = state(wire.state().status(), finishedAt != null);
    boolean running = state == EngineState.RUNNING || state == EngineState.PAUSED;
    Instant startedAt = instant(wire.state().startedAt());
    boolean ended = !running && (startedAt != null || finishedAt != null);
    Instant created = instant(wire.created());
    Instant accepted = own == null ? null : own.createdAt();
    Instant createdAt = accepted != null ? accepted : created != null ? created : Instant.EPOCH;
    return new EngineContainer(
        new EngineRef(wire.id()),
        own == null ? null : own.id(),
        own == null ? null : own.createdBy(),
        name(wire),
        orEmpty(wire.config().image()),
        state,
        createdAt,
        startedAt,
        ended ? finishedAt : null,
        ended ? clamped(wire.state().exitCode()) : null,
        wire.state().oomKilled(),
        clamped(wire.restartCount()),
        error(wire, own),
        running ? wire.state().pid() : 0,
        labels(labels, own, brought),
        AttachmentReading.ports(wire, running),
        AttachmentReading.volumes(wire),
        AttachmentReading.network(wire, running),
        limits(wire.hostConfig()),
        environment(orEmpty(wire.config().env()), own, brought),
        restartPolicy(wire.hostConfig().restartPolicy()),
        own == null ? null : own.health(),
        imageHealth(wire.config().healthcheck(), wire.state().health(), mask(wire, own)),
        process(wire),
        Boolean.TRUE.equals(wire.config().tty()),
        AccessReading.read(wire.hostConfig()));
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  static <K, V extends @Nullable Object> Map<K, V> orEmpty(@Nullable Map<K, V> map) {
    return map == null ? Map.of() : map;
  }

  static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  /**
   * Docker that dies as it starts a container forgets when that began: after its run it calls it
   * created, as if it had never been started.
   */
  private static EngineState state(@Nullable String status, boolean hasRun) {
    EngineState told = state(status);
    return told == EngineState.CREATED && hasRun ? EngineState.EXITED : told;
  }

  static EngineState state(@Nullable String status) {
    return switch (orEmpty(status)) {
      case "running" -> EngineState.RUNNING;
      case "paused" -> EngineState.PAUSED;
      case "restarting" -> EngineState.RESTARTING;
      case "removing" -> EngineState.REMOVING;
      case "exited", "stopped" -> EngineState.EXITED;
      case "dead" -> EngineState.DEAD;
      default -> EngineState.CREATED;
    };
  }

  private static String name(Wire.Inspected wire) {
    String name = orEmpty(wire.name());
    return name.startsWith("/") ? name.substring(1) : name;
  }

  private static @Nullable Instant instant(@Nullable String text) {
    if (text == null || text.isEmpty() || text.equals(NEVER)) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      // One value that cannot be read must not hide the container.
      return null;
    }
  }

  /** Engines count in 64 bits and take whatever number they are given. */
  private static int clamped(long number) {
    return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static ResourceLimits limits(Wire.HostConfig host) {
    long memory = host.memory() == null ? 0 : host.memory();
    long nanos = host.nanoCpus() == null ? 0 : host.nanoCpus();
    long quota = host.cpuQuota() == null ? 0 : host.cpuQuota();
    if (nanos == 0 && quota > 0) {
      // The older way to say it; 100 ms is the kernel's period when none is given.
      long period = host.cpuPeriod() == null || host.cpuPeriod() <= 0 ? 100_000 : host.cpuPeriod();
      // Exact for every quota that means something; what is too much becomes the largest long.
      nanos = (long) (quota * 1e9 / period);
    }
    return new ResourceLimits(
        nanos > 0 ? new Cpus(nanos) : null, memory > 0 ? new ByteSize(memory) : null);
  }

  /** What its maker gave: neither the image's labels nor ours. */
  private static Map<String, String> labels(
      Map<String, String> all, @Nullable OwnLabels own, ImageDefaults.Brought brought) {
    Map<String, String> given = new HashMap<>(all);
    given.keySet().removeIf(ReservedLabels::has);
    if (own == null) {
      given.entrySet().removeAll(brought.labels().entrySet());
    } else {
      given.keySet().retainAll(own.labels());
    }
    return given;
  }

  private static List<EnvironmentVariable> environment(
      List<String> all, @Nullable OwnLabels own, ImageDefaults.Brought brought) {
    if (own == null) {
      return all.stream()
          .filter(line -> !brought.environment().contains(line))
          .map(line -> new EnvironmentVariable(variableName(line), variableValue(line), null))
          .toList();
    }
    Map<String, String> values = values(all);
    List<EnvironmentVariable> given = new ArrayList<>();
    for (OwnLabels.Variable variable : own.variables()) {
      String value = values.get(variable.name());
      if (value != null) {
        given.add(
            new EnvironmentVariable(variable.name(), value, variable.secret())
                .withoutSecretValue());
      }
    }
    return given;
  }

  private static Map<String, String> values(List<String> lines) {
    Map<String, String> values = new HashMap<>();
    lines.forEach(line -> values.put(variableName(line), variableValue(line)));
    return values;
  }

  /** What must not be told of what Docker says of this container. */
  static SecretMask mask(Wire.Inspected wire) {
    return mask(wire, OwnLabels.read(orEmpty(wire.config().labels())));
  }

  private static SecretMask mask(Wire.Inspected wire, @Nullable OwnLabels own) {
    return SecretMask.of(
        values(orEmpty(wire.config().env())), own == null ? List.of() : own.variables());
  }

  private static @Nullable String error(Wire.Inspected wire, @Nullable OwnLabels own) {
    String words = emptyToNull(wire.state().error());
    return words == null ? null : mask(wire, own).cover(words);
  }

  private static String variableName(String line) {
    int equals = line.indexOf('=');
    return equals < 0 ? line : line.substring(0, equals);
  }

  private static String variableValue(String line) {
    int equals = line.indexOf('=');
    return equals < 0 ? "" : line.substring(equals + 1);
  }

  private static RestartPolicy restartPolicy(Wire.@Nullable Policy policy) {
    if (policy == null) {
      return RestartPolicy.NO;
    }
    for (RestartPolicy.Type type : RestartPolicy.Type.values()) {
      if (type.word().equals(policy.name())) {
        return new RestartPolicy(type, clamped(policy.maximumRetryCount()));
      }
    }
    return RestartPolicy.NO;
  }

  private static @Nullable ImageHealth imageHealth(
      Wire.@Nullable Healthcheck check, Wire.@Nullable Health health, SecretMask mask) {
    List<String> test = check == null ? List.of() : orEmpty(check.test());
    if (check == null || test.isEmpty() || test.getFirst().equals("NONE")) {
      return null;
    }
    HealthStatus status =
        switch (health == null ? "" : orEmpty(health.status())) {
          case "healthy" -> HealthStatus.HEALTHY;
          case "unhealthy" -> HealthStatus.UNHEALTHY;
          default -> HealthStatus.STARTING;
        };
    List<Wire.HealthResult> results = health == null ? List.of() : orEmpty(health.log());
    return new ImageHealth(
        status,
        results.isEmpty() ? null : instant(results.getLast().end()),
        durationOr(check.interval()),
        durationOr(check.timeout()),
        check.retries() == null || check.retries() == 0 ? USUAL_RETRIES : clamped(check.retries()),
        health == null ? 0 : clamped(health.failingStreak()),
        results.isEmpty() ? null : lastError(results.getLast(), mask));
  }

  private static @Nullable String lastError(Wire.HealthResult result, SecretMask mask) {
    String words = orEmpty(result.output()).strip();
    return result.exitCode() == 0 || words.isEmpty() ? null : mask.cover(words);
  }

  private static Duration durationOr(@Nullable Long nanos) {
    return nanos == null || nanos == 0 ? USUAL_INTERVAL : Duration.ofNanos(nanos);
  }

  private static ProcessSpec process(Wire.Inspected wire) {
    Wire.Config config = wire.config();
    String hostname = emptyToNull(config.hostname());
    // Docker's own choice, the head of the container's id, was not given by anyone.
    boolean chosen = hostname != null && wire.id().startsWith(hostname);
    return new ProcessSpec(
        config.entrypoint(),
        config.cmd(),
        emptyToNull(config.workingDir()),
        emptyToNull(config.user()),
        chosen ? null : hostname);
  }

  /** The mark of a container in a list. */
  static String mark(Wire.Listed listed) {
    // The status text grows older by itself; only its health and exit code say something.
    String status = orEmpty(listed.status());
    int open = status.indexOf('(');
    int close = status.indexOf(')', open + 1);
    String detail = open >= 0 && close > open ? status.substring(open, close + 1) : "";
    StringBuilder mark = new StringBuilder();
    mark.append(orEmpty(listed.state())).append(detail).append(orEmpty(listed.names()));
    orEmpty(listed.ports()).stream()
        .map(Wire.ListedPort::toString)
        .sorted()
        .forEach(port -> mark.append(port));
    Wire.Networks networks = listed.networkSettings();
    if (networks != null) {
      orEmpty(networks.networks()).entrySet().stream()
          .map(entry -> entry.getKey() + "=" + entry.getValue().ipAddress())
          .sorted()
          .forEach(mark::append);
    }
    return mark.toString();
  }
}
