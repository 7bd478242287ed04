package tianniu.engine.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.ContainerSummary;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.HostAccess;
import tianniu.engine.MountedPlace;
import tianniu.engine.NetworkPoint;
import tianniu.engine.PortMapping;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ReservedLabels;

/** One pretended container. Its fields are guarded by the engine's lock. */
final class Box {
  private static final Comparator<PortMapping> BY_PORT =
      Comparator.comparingInt(PortMapping::internal).thenComparing(PortMapping::protocol);

  final EngineRef ref;
  final @Nullable ContainerId issuedId;
  final ContainerSpec spec;
  final MemoryImage image;
  final Instant createdAt;
  final LogBook log;
  final Map<String, byte[]> files = new ConcurrentHashMap<>();
  final Set<MemoryExecSession> execs = new HashSet<>();

  EngineState state = EngineState.CREATED;
  @Nullable PretendedProcess main;
  @Nullable Instant startedAt;
  @Nullable Instant finishedAt;
  @Nullable Integer exitCode;
  @Nullable String error;
  @Nullable String ipAddress;
  boolean outOfMemory;

  /** What the present run got when it began. */
  List<MountedPlace> mounted = List.of();

  Set<HostAccess> hostAccess = Set.of();
  long pid;
  List<PortMapping> ports;
  DialAnswer answer = DialAnswer.Default.BY_PROCESS;
  Load load;

  /** Whether the last run was ended by a call: then no policy starts it again. */
  boolean stoppedByHand;

  /** Whether the container ran when its engine went away. */
  boolean cutOff;

  /** Runs that the restart policy began since the last one that was asked for. */
  int retries;

  /** Counts the runs, so that what belongs to an old one can tell. */
  int run;

  @Nullable Instant pausedAt;
  Duration pausedTime = Duration.ZERO;

  Box(
      EngineRef ref,
      @Nullable ContainerId issuedId,
      ContainerSpec spec,
      MemoryImage image,
      Instant createdAt,
      LogBook log) {
    this.ref = ref;
    this.issuedId = issuedId;
    this.spec = spec;
    this.image = image;
    this.createdAt = createdAt;
    this.log = log;
    this.ports = sorted(spec.ports());
    this.load = Load.of(spec.name().hashCode());
  }

  boolean startedAtIs(@Nullable Instant instant) {
    return Objects.equals(startedAt, instant);
  }

  boolean isUp() {
    return state == EngineState.RUNNING || state == EngineState.PAUSED;
  }

  String network() {
    return spec.network() == null || spec.network().equals("default") ? "bridge" : spec.network();
  }

  String hostname() {
    String given = spec.process().hostname();
    return given == null ? ref.value().substring(0, 12) : given;
  }

  /** What the first process is, entrypoint first. */
  List<String> commandLine() {
    ProcessSpec process = spec.process();
    List<String> entrypoint = Objects.requireNonNullElse(process.entrypoint(), List.of());
    List<String> command =
        process.command() != null
            ? process.command()
            : entrypoint.isEmpty() ? image.command() : List.of();
    return Stream.concat(entrypoint.stream(), command.stream()).toList();
  }

  void setPorts(List<PortMapping> bound) {
    ports = sorted(bound);
  }

  /** Time that the present run has really run. */
  Duration activeTime(InstantSource clock) {
    if (startedAt == null) {
      return Duration.ZERO;
    }
    Instant until = pausedAt == null ? clock.instant() : pausedAt;
    return Duration.between(startedAt, until).minus(pausedTime);
  }

  ContainerSummary summary() {
    return new ContainerSummary(
        ref, state + " " + spec.name() + " " + startedAt + " " + finishedAt + " " + ports);
  }

  EngineContainer facts() {
    ProcessSpec asked = spec.process();
    return new EngineContainer(
        ref,
        issuedId,
        issuedId == null ? null : spec.createdBy(),
        spec.name(),
        spec.image(),
        state,
        createdAt,
        startedAt,
        finishedAt,
        exitCode,
        outOfMemory,
        retries,
        error,
        pid,
        spec.labels().entrySet().stream()
            .filter(label -> !ReservedLabels.has(label.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
        ports,
        spec.volumes(),
        new NetworkPoint(network(), ipAddress),
        spec.limits(),
        spec.environment().stream().map(EnvironmentVariable::withoutSecretValue).toList(),
        spec.restartPolicy(),
        spec.health(),
        null,
        new ProcessSpec(
            asked.entrypoint(),
            asked.entrypoint() == null && asked.command() == null
                ? image.command()
                : asked.command(),
            asked.workingDir(),
            asked.user(),
            asked.hostname()),
        false,
        hostAccess());
  }

  private Set<HostAccess> hostAccess() {
    Set<HostAccess> all = EnumSet.noneOf(HostAccess.class);
    all.addAll(hostAccess);
    if (network().equals("host")) {
      all.add(HostAccess.NETWORK);
    }
    return all;
  }

  private static List<PortMapping> sorted(List<PortMapping> ports) {
    return ports.stream().sorted(BY_PORT).toList();
  }
}
