package tianniu.container;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tianniu.Snare;
import tianniu.caller.AllowLists;
import tianniu.caller.Caller;
import tianniu.caller.Lease;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.MemoryImage;
import tianniu.event.Recorder;
import tianniu.health.Prober;
import tianniu.http.Bodies;
import tianniu.idempotency.Turn;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.Task;
import tianniu.operation.DeadProcess;
import tianniu.operation.Journal;
import tianniu.operation.Operation.By;
import tianniu.operation.Operations;
import tianniu.quota.Quotas;
import tianniu.store.Store;
import tianniu.usage.UsageSampler;

/** The chapter "containers" as the server wires it, on the twin; it takes up what was accepted. */
final class Yard implements AutoCloseable {
  private static final AtomicLong YARDS = new AtomicLong();

  static final Duration LONG = Duration.ofMinutes(5);
  static final Caller ADMIN = caller("admin", Scope.ALL, ResourceQuota.NONE);

  private final InstantSource clock = InstantSource.system();
  private final UsageSampler sampler;
  private final Prober prober;
  private final EngineMirror mirror;
  private final Drafts drafts;
  private final Journal journal;
  final Operations operations;
  private final AutoCloseable resumption;
  private final @Nullable Recorder recorder;

  /** All that were seen under way. */
  final Set<Task> tasks = ConcurrentHashMap.newKeySet();

  final MemoryEngine engine;
  final LiveView view;

  /** Where an operation gets its id, once it has begun in the view. */
  final Snare draws = new Snare();

  final Containers containers;

  /** Leaves the engine and the store open when it is closed. */
  Yard(MemoryEngine engine, Store store) {
    this(engine, store, false);
  }

  /** The same whose events are recorded, in the place of its tasks. */
  static Yard recorded(MemoryEngine engine, Store store) {
    return new Yard(engine, store, true);
  }

  private Yard(MemoryEngine engine, Store store, boolean recorded) {
    this.engine = engine;
    this.sampler = new UsageSampler(engine.usage(), Duration.ofSeconds(1));
    this.prober = new Prober(engine::host, clock);
    HostRules rules = new HostRules(List.of(), List.of(), false);
    RunGuard guard = new RunGuard(engine, rules, clock);
    this.drafts = new Drafts(store);
    Recorder recorder = recorded ? Recorder.open(store, clock, clock) : null;
    this.recorder = recorder;
    this.view =
        new LiveView(List.of(guard), drafts.behind(recorder == null ? this::note : recorder));
    this.journal = Journal.open(store, clock);
    drafts.restoreInto(view, journal.unfinished());
    this.mirror = EngineMirror.start(engine, view, clock, drafts::forgetGone);
    if (recorder != null) {
      recorder.attend(view, mirror);
    }
    this.operations = new Operations(journal, view, clock, lots());
    this.containers =
        new Containers(
            engine,
            view,
            mirror,
            operations,
            sampler,
            prober,
            new Quotas(store, clock),
            journal,
            drafts,
            rules,
            guard,
            (_, environment) -> environment,
            "installation",
            null,
            clock,
            new Random(42));
    this.resumption = containers.resume();
    mirror.awaitReady(LONG);
  }

  private void note(@Nullable LiveContainer was, @Nullable LiveContainer now) {
    if (now != null && now.task() != null) {
      tasks.add(now.task());
    }
  }

  private Random lots() {
    // Not the same as in an earlier process on this store, or an operation would be one of its.
    return new Random(YARDS.incrementAndGet()) {
      @Override
      public void nextBytes(byte[] bytes) {
        draws.pass();
        super.nextBytes(bytes);
      }
    };
  }

  static MemoryEngine engine() {
    return MemoryEngine.on(InstantSource.system())
        .images(MemoryImage.server("busybox:latest", "sleep", "600"))
        .registry(MemoryImage.server("remote:latest", "sleep", "600"))
        .build();
  }

  static Caller caller(String keyId, Scope scope, ResourceQuota quota) {
    return new Caller(keyId, keyId, Set.of(), scope, AllowLists.NONE, quota, new Lease());
  }

  static CreateContainer body(String name, String more) {
    return Bodies.read(
        "{\"name\":\"" + name + "\",\"image\":\"busybox\"" + more + "}", CreateContainer::read);
  }

  /** The id of a container that must be accepted. */
  ContainerId create(Caller caller, CreateContainer body) {
    return new ContainerId(containers.create(caller, body, Duration.ZERO, Turn.FREE).answer().id());
  }

  /** A container that must come to run. */
  ContainerId running(Caller caller, CreateContainer body) {
    return new ContainerId(containers.create(caller, body, LONG, Turn.FREE).answer().id());
  }

  /** As it was accepted by a process that died before it did any of it. */
  static ContainerSpec accepted(Store store, String id, String name, String more) {
    ContainerSpec spec =
        body(name, more).spec(new ContainerId(id.repeat(16)), InstantSource.system().instant());
    try (DeadProcess dead = new DeadProcess(store)) {
      LiveView none = new LiveView(List.of());
      dead.creating(spec, By.of(ADMIN, null), DraftNote.making(none, Scope.ALL, spec, null));
    }
    return spec;
  }

  Status status(ContainerId id) {
    LiveContainer now = view.find(id);
    return now == null ? Status.DELETED : now.status();
  }

  /** How many containers of this name the engine has. */
  long made(String name) {
    return engine.containers().list().stream()
        .flatMap(each -> engine.containers().find(each.ref()).stream())
        .filter(each -> each.name().equals(name))
        .count();
  }

  static Map<String, String> labels() {
    return Map.of("team", "backend");
  }

  @Override
  public void close() throws Exception {
    resumption.close();
    operations.close();
    mirror.close();
    journal.close();
    drafts.close();
    if (recorder != null) {
      recorder.close();
    }
    prober.close();
    sampler.close();
  }
}
