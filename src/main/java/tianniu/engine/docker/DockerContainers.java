package tianniu.engine.docker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerEngine;
import tianniu.engine.ContainerSpec;
import tianniu.engine.ContainerSummary;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.Isolation;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.Patience;
import tianniu.engine.VolumeMount;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** Docker's containers. */
final class DockerContainers implements ContainerEngine {
  /** On top of a grace: for the kill, the network and the disk. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private static final Duration REMOVAL_LIMIT = Duration.ofMinutes(2);
  private static final Duration REMOVAL_LOOK = Duration.ofMillis(100);

  private final DockerHttp http;
  private final ImageDefaults images;
  private final DockerResources resources;
  private final DockerLogs logs;
  private final Isolation isolation;

  /**
   * @param near null where the engine's files are not this machine's own
   */
  DockerContainers(
      DockerHttp http, DockerResources resources, Isolation isolation, @Nullable NearLogs near) {
    this.http = http;
    this.images = new ImageDefaults(http);
    this.resources = resources;
    this.logs = new DockerLogs(http, near);
    this.isolation = isolation;
  }

  @Override
  public List<ContainerSummary> list() {
    Call call = Call.get("/containers/json").query("all", 1);
    Wire.Listed[] listed = http.send(call, new Subject.Whole()).read(Wire.Listed[].class);
    return List.of(listed).stream()
        .map(c -> new ContainerSummary(new EngineRef(c.id()), ContainerReading.mark(c)))
        .toList();
  }

  @Override
  public Optional<EngineContainer> find(EngineRef ref) {
    try {
      return Optional.of(ContainerReading.read(inspect(http, ref), images::of));
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.NoSuchContainer) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Optional<String> makerOf(EngineRef ref) {
    try {
      return OwnLabels.maker(inspect(http, ref));
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.NoSuchContainer) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public EngineRef create(ContainerSpec spec) {
    // Docker finds out about a missing network at the start only, and makes a missing volume.
    String network = spec.network();
    if (network != null && !resources.hasNetwork(network)) {
      throw new Fault.NoSuchNetwork(network).asException();
    }
    for (VolumeMount volume : spec.volumes()) {
      if (!volume.isBind() && !resources.hasVolume(volume.source())) {
        throw new Fault.NoSuchVolume(volume.source()).asException();
      }
    }
    Call call =
        Call.post("/containers/create")
            .query("name", spec.name())
            .withBody(Creating.write(spec, isolation));
    String id = created(call, spec).read(Wire.Identity.class).id();
    if (id == null) {
      throw new Fault.EngineRefused("a container without an id").asException();
    }
    return new EngineRef(id);
  }

  private Reply created(Call call, ContainerSpec spec) {
    try {
      return http.send(call, new Subject.NewContainer(spec.name(), spec.image()));
    } catch (FaultException e) {
      throw SecretMask.of(spec.environment()).cover(e);
    }
  }

  @Override
  public Change start(EngineRef ref) {
    try {
      return change(post(ref, "start").within(MARGIN.multipliedBy(2)), ref);
    } catch (FaultException e) {
      throw e.fault() instanceof Fault.PortInUse taken ? withProtocol(ref, taken) : e;
    }
  }

  @Override
  public Change stop(EngineRef ref, Duration grace) {
    return change(graceful(ref, "stop", grace), ref);
  }

  @Override
  public void restart(EngineRef ref, Duration grace) {
    try {
      change(graceful(ref, "restart", grace), ref);
    } catch (FaultException e) {
      throw e.fault() instanceof Fault.PortInUse taken ? withProtocol(ref, taken) : e;
    }
  }

  @Override
  public void pause(EngineRef ref) {
    change(post(ref, "pause"), ref);
  }

  @Override
  public void unpause(EngineRef ref) {
    change(post(ref, "unpause"), ref);
  }

  @Override
  public void remove(EngineRef ref, boolean force, boolean volumes) {
    Deadline deadline = Deadline.in(REMOVAL_LIMIT);
    Call call =
        Call.delete("/containers/" + ref)
            .query("force", force)
            .query("v", volumes)
            .within(REMOVAL_LIMIT);
    try {
      http.send(call, new Subject.Container(ref));
    } catch (FaultException e) {
      if (!isUnderWay(e.fault())) {
        throw e;
      }
      awaitGone(ref, deadline);
    }
  }

  @Override
  public LogStream logs(EngineRef ref, LogQuery query) {
    // An engine that hangs does so at this first and quick call; what follows may well take long.
    return logs.open(Patience.ofCaller(() -> inspect(http, ref)), query);
  }

  @Override
  public LogStream lastLines(EngineContainer container, int most) {
    return logs.last(container, most);
  }

  static Wire.Inspected inspect(DockerHttp http, EngineRef ref) {
    Call call = Call.get("/containers/" + ref + "/json");
    return http.send(call, new Subject.Container(ref)).read(Wire.Inspected.class);
  }

  private Change change(Call call, EngineRef ref) {
    try {
      Reply reply = http.send(call, new Subject.Container(ref));
      return reply.isNotModified() ? Change.ALREADY : Change.DONE;
    } catch (FaultException e) {
      throw e.fault() instanceof Fault.EngineRefused ? maskOf(ref).cover(e) : e;
    }
  }

  private SecretMask maskOf(EngineRef ref) {
    try {
      return ContainerReading.mask(inspect(http, ref));
    } catch (FaultException _) {
      return SecretMask.OF_ANYTHING;
    }
  }

  private static Call post(EngineRef ref, String action) {
    return Call.post("/containers/" + ref + "/" + action);
  }

  private static Call graceful(EngineRef ref, String action, Duration grace) {
    // Whole seconds are all that Docker takes; a part of one counts as one.
    long seconds = grace.plusNanos(999_999_999).toSeconds();
    return post(ref, action).query("t", seconds).within(grace.plus(MARGIN));
  }

  /** Docker may name the port only: which of the container's own mappings wanted it? */
  private FaultException withProtocol(EngineRef ref, Fault.PortInUse taken) {
    List<String> protocols =
        find(ref).stream()
            .flatMap(container -> container.ports().stream())
            .filter(port -> port.external() == taken.port())
            .map(port -> port.protocol().word())
            .toList();
    return protocols.isEmpty() || protocols.contains(taken.protocol())
        ? taken.asException()
        : new Fault.PortInUse(taken.port(), protocols.getFirst()).asException();
  }

  private static boolean isUnderWay(Fault fault) {
    return fault instanceof Fault.EngineRefused refused
        && refused.message().contains("is already in progress");
  }

  private void awaitGone(EngineRef ref, Deadline deadline) {
    while (find(ref).isPresent()) {
      if (deadline.hasPassed()) {
        throw new Fault.EngineUnavailable("Docker did not remove the container in time.")
            .asException();
      }
      try {
        Thread.sleep(REMOVAL_LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FaultException(
            new Fault.EngineUnavailable("Interrupted while Docker removed a container."), e);
      }
    }
  }
}
