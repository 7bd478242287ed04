package tianniu.container;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.caller.Caller;
import tianniu.caller.Scope;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.ContainerSummary;
import tianniu.engine.Cpus;
import tianniu.engine.Engine;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineInfo;
import tianniu.engine.EngineRef;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.PortMapping;
import tianniu.engine.VolumeMount;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.live.Task;
import tianniu.operation.Operation;
import tianniu.operation.Operation.By;
import tianniu.operation.Operations;
import tianniu.operation.Operations.Lane;
import tianniu.operation.Order;
import tianniu.operation.Running;
import tianniu.operation.Step;
import tianniu.quota.Quotas;

/** Makes containers: everything that can be known is checked on the call, the rest is work. */
final class Creation {
  private static final Logger LOG = LoggerFactory.getLogger(Creation.class);

  private static final Duration REGISTRY_LIMIT = Duration.ofSeconds(5);

  private final Engine engine;
  private final LiveView view;
  private final EngineMirror mirror;
  private final Operations operations;
  private final Quotas quotas;
  private final MountPolicy mounts;
  private final NetworkRules networks;
  private final RunGuard guard;
  private final SecretValues secrets;
  private final String installation;

  Creation(
      Engine engine,
      LiveView view,
      EngineMirror mirror,
      Operations operations,
      Quotas quotas,
      MountPolicy mounts,
      NetworkRules networks,
      RunGuard guard,
      SecretValues secrets,
      String installation) {
    this.engine = engine;
    this.view = view;
    this.mirror = mirror;
    this.operations = operations;
    this.quotas = quotas;
    this.mounts = mounts;
    this.networks = networks;
    this.guard = guard;
    this.secrets = secrets;
    this.installation = installation;
  }

  /** Accepts a creation, or throws why not. */
  Running accept(Caller caller, ContainerSpec wanted, @Nullable String cause) {
    operations.requireOpen();
    ContainerSpec spec = rehearse(caller, wanted);
    return operations.accept(reserved(caller, spec, By.of(caller, cause)));
  }

  private Order reserved(Caller caller, ContainerSpec spec, By by) {
    Task task = operations.task(Status.CREATING, by);
    view.reserve(spec, quotas.admission(caller), task);
    try {
      Operation operation = operations.draw(task, Verbs.CREATE, spec, by);
      return order(operation, spec, null, self -> make(self, caller.scope(), spec));
    } catch (Throwable e) {
      // Nobody else knows of it yet.
      view.drop(spec.id());
      throw e;
    }
  }

  /**
   * An operation that makes a container.
   *
   * @param before the container as it was, when it has failed before; null when there was none
   */
  Order order(
      Operation operation,
      ContainerSpec spec,
      @Nullable LiveContainer before,
      Operations.Work work) {
    DraftNote note = DraftNote.making(view, operation.by().scope(), spec, before);
    return new Order(operation, Lane.NONE, work, note, before);
  }

  /** Checks all that {@link #accept} would; returns the container as it would be made. */
  ContainerSpec rehearse(Caller caller, ContainerSpec wanted) {
    ContainerSpec asked =
        wanted
            .withLabels(caller.scope().stamped(wanted.labels(), "makes containers"))
            .withCreatedBy(caller.keyId());
    // Before the engine and a registry are asked, which takes a while, and again after it.
    view.requireRoom(asked, quotas.admission(caller));
    ContainerSpec spec = check(caller, asked);
    view.requireRoom(spec, quotas.admission(caller));
    return spec;
  }

  /** Starts what an earlier process has made. */
  @Nullable StatusReason started(Running self, ContainerId id, EngineRef ref)
      throws InterruptedException {
    return operations.in(self, Lane.WORK, _ -> start(self, id, ref));
  }

  /** Checks what the engine and its host know; returns the spec with its paths resolved. */
  ContainerSpec check(Caller caller, ContainerSpec spec) {
    EngineInfo machine = mirror.requireConnected();
    requireImage(caller, spec.image(), machine);
    List<VolumeMount> volumes = mounts.checked(caller, spec.volumes(), machine);
    requireLimits(spec, machine);
    filled(caller.scope(), spec.environment());
    networks.check(caller, spec.network());
    requireFreeOnHost(spec.ports());
    if (!engine.images().has(spec.image())) {
      engine.images().checkRegistry(spec.image(), REGISTRY_LIMIT);
    }
    return spec.withVolumes(volumes);
  }

  void requireSamePlaces(List<VolumeMount> volumes) {
    mounts.requireSamePlaces(volumes, mirror.requireConnected());
  }

  void requireFreeOnHost(List<PortMapping> ports) {
    for (PortMapping port : ports) {
      if (port.external() != 0 && !engine.host().isPortFree(port.external(), port.protocol())) {
        throw new Fault.PortInUse(port.external(), port.protocol().word()).asException();
      }
    }
  }

  /** Fetches the image if need be, makes the container and starts it; in no lane of its own. */
  @Nullable StatusReason make(Running self, Scope scope, ContainerSpec spec)
      throws InterruptedException {
    try {
      fetch(self, spec);
    } catch (FaultException e) {
      return Reasons.of(Action.START, e.fault());
    }
    return operations.in(self, Lane.WORK, _ -> createAndStart(self, scope, spec));
  }

  /** Has the image on the engine when it returns. */
  void fetch(Running self, ContainerSpec spec) throws InterruptedException {
    if (!engine.images().has(spec.image())) {
      operations.in(self, Lane.PULL, _ -> pull(self, spec));
    }
  }

  private @Nullable StatusReason createAndStart(Running self, Scope scope, ContainerSpec spec) {
    try {
      self.at(Step.CREATING);
      return start(self, spec.id(), create(scope, spec, true));
    } catch (FaultException e) {
      return Reasons.of(Action.START, e.fault());
    }
  }

  /** Starts a container that was just made. */
  private @Nullable StatusReason start(Running self, ContainerId id, EngineRef ref) {
    try {
      self.at(Step.STARTING);
      view.move(id, Status.STARTING);
      try {
        startOnce(id, ref);
        return inspected(id, ref);
      } finally {
        mirror.refresh(ref);
      }
    } catch (FaultException e) {
      return Reasons.of(Action.START, e.fault());
    }
  }

  /** An engine whose answer was lost may have started it all the same: it never ran before. */
  void startOnce(ContainerId id, EngineRef ref) {
    try {
      engine.containers().start(ref);
    } catch (FaultException e) {
      mirror.refresh(ref);
      LiveContainer now = view.find(id);
      if (now == null || now.engine() == null || now.engine().startedAt() == null) {
        throw e;
      }
    }
  }

  private EngineRef createOnce(ContainerSpec whole) {
    try {
      return engine.containers().create(whole);
    } catch (FaultException e) {
      return madeAllTheSame(whole).orElseThrow(() -> e);
    }
  }

  /** What an engine whose answer was lost has made: it carries the id, and nobody else knows it. */
  private Optional<EngineRef> madeAllTheSame(ContainerSpec spec) {
    try {
      for (ContainerSummary each : engine.containers().list()) {
        if (view.snapshot().find(each.ref().value()).isEmpty()) {
          mirror.refresh(each.ref());
        }
      }
    } catch (FaultException e) {
      LOG.debug("whether {} was made cannot be seen: {}", spec.id(), e.fault());
    }
    LiveContainer now = view.find(spec.id());
    return Optional.ofNullable(now == null ? null : now.engine())
        .filter(there -> spec.id().equals(there.issuedId()))
        // An image that was committed from it carries its labels, but not its name.
        .filter(there -> there.name().equals(spec.name()) && there.startedAt() == null)
        .map(EngineContainer::ref);
  }

  /**
   * Makes the container: only here, and only for the engine, do secrets have their values.
   *
   * @param starts whether it is started at once
   */
  EngineRef create(Scope scope, ContainerSpec spec, boolean starts) {
    ContainerSpec whole = spec.withEnvironment(filled(scope, spec.environment()));
    EngineRef ref = createOnce(starts ? whole.startedBy(installation) : whole);
    mirror.refresh(ref);
    return ref;
  }

  /** The environment with the values of its secrets, or a fault when one is not there. */
  List<EnvironmentVariable> filled(Scope scope, List<EnvironmentVariable> environment) {
    boolean hasSecrets = environment.stream().anyMatch(variable -> variable.secret() != null);
    return hasSecrets ? secrets.filled(scope, environment) : environment;
  }

  /** Why a run that has just begun was ended; null when it got what it should. */
  @Nullable StatusReason inspected(ContainerId id, EngineRef ref) {
    return guard.inspect(id, ref);
  }

  private @Nullable StatusReason pull(Running self, ContainerSpec spec) {
    self.pulling(progress -> engine.images().pull(spec.image(), progress));
    return null;
  }

  private static void requireImage(Caller caller, String image, EngineInfo machine) {
    List<String> allowed = caller.allowed().images();
    if (allowed != null && !new ImageRules(machine.usualRegistries()).allows(allowed, image)) {
      throw new Fault.Denied("This key may not use the image '" + image + "'", "image")
          .asException();
    }
  }

  private static void requireLimits(ContainerSpec spec, EngineInfo machine) {
    Cpus cpu = spec.limits().cpu();
    Cpus cpus = new Cpus(machine.cpus() * 1_000_000_000L);
    if (cpu != null && cpu.compareTo(cpus) > 0) {
      throw new Fault.LimitExceeded("cpu", cpus.toString(), "0.0", cpu.toString(), null)
          .asException();
    }
    ByteSize memory = spec.limits().memory();
    if (memory != null && memory.compareTo(machine.memory()) > 0) {
      throw new Fault.LimitExceeded(
              "memory", machine.memory().toString(), "0B", memory.toString(), null)
          .asException();
    }
  }
}
