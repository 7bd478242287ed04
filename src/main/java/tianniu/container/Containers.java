package tianniu.container;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.container.Answers.BatchResults;
import tianniu.container.Answers.Changed;
import tianniu.container.Answers.Created;
import tianniu.container.Answers.Refused;
import tianniu.container.Answers.Rehearsed;
import tianniu.container.Answers.Told;
import tianniu.container.Gathering.Item;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Engine;
import tianniu.engine.Patience;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.health.Prober;
import tianniu.http.Deed;
import tianniu.http.Json;
import tianniu.http.Request;
import tianniu.idempotency.Turn;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Selection;
import tianniu.operation.Entry;
import tianniu.operation.Journal;
import tianniu.operation.Operations;
import tianniu.operation.Running;
import tianniu.quota.Quotas;
import tianniu.usage.UsageSampler;

/** What can be asked of containers and done with them. Reads answer from the live view alone. */
public final class Containers {
  /** Clients give up after 30 s: a delete that takes longer is answered as under way. */
  private static final Duration DELETE_PATIENCE = Duration.ofSeconds(25);

  private final LiveView view;
  private final EngineMirror mirror;
  private final Renderer renderer;
  private final Operations operations;
  private final Creation creation;
  private final Lifecycle lifecycle;
  private final Resumption resumption;
  private final Recreation recreation;
  private final Earlier earlier;
  private final Ends ends;
  private final OrphanSweep orphans;
  private final Quotas quotas;
  private final PrivilegeRules privileges;
  private final Prober prober;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final @Nullable URI publicUrl;

  /**
   * Wires the chapter.
   *
   * @param guard of all runs, which looks at those that operations begin as well
   * @param secrets for the environment of new containers
   * @param installation marks what is made, so that leftovers of it can be known
   * @param publicUrl for links in answers; null to use the request's own
   */
  public Containers(
      Engine engine,
      LiveView view,
      EngineMirror mirror,
      Operations operations,
      UsageSampler sampler,
      Prober prober,
      Quotas quotas,
      Journal journal,
      Drafts drafts,
      HostRules rules,
      RunGuard guard,
      SecretValues secrets,
      String installation,
      @Nullable URI publicUrl,
      InstantSource clock,
      RandomGenerator random) {
    this.view = view;
    this.mirror = mirror;
    this.renderer = new Renderer(view, new Vitals(sampler, prober));
    MountPolicy mounts = new MountPolicy(engine, rules);
    NetworkRules networks = new NetworkRules(engine, rules.hostNetwork());
    this.privileges = new PrivilegeRules(mounts, mirror, rules.hostNetwork());
    this.operations = operations;
    this.creation =
        new Creation(
            engine,
            view,
            mirror,
            operations,
            quotas,
            mounts,
            networks,
            guard,
            secrets,
            installation);
    this.lifecycle =
        new Lifecycle(engine, view, mirror, operations, creation, mounts, privileges, guard);
    this.recreation = new Recreation(engine, view, mirror, operations, creation);
    this.resumption =
        new Resumption(
            creation,
            lifecycle,
            recreation,
            operations,
            drafts,
            journal.unfinished(),
            view,
            mirror);
    this.ends = new Ends(view, mirror);
    this.earlier = new Earlier(journal, operations, view);
    this.orphans = new OrphanSweep(engine, view, mirror, installation, System::nanoTime);
    this.quotas = quotas;
    this.prober = prober;
    this.clock = clock;
    this.random = random;
    this.publicUrl = publicUrl;
  }

  /** A page of a list, as the document has it. */
  byte[] list(Caller caller, Selection selection, int limit, long offset) {
    mirror.requireReady();
    return renderer.page(view.snapshot(), selection.within(caller.scope()), limit, offset);
  }

  /** The container that goes by this name for the caller; for the other chapters too. */
  public LiveContainer find(Caller caller, String asked) {
    mirror.requireReady();
    return view.snapshot()
        .find(asked, caller.scope())
        .orElseThrow(() -> new Fault.NoSuchContainer(asked).asException());
  }

  /** Refuses to run anything in a container that is as good as root, to a key that may not. */
  public void requirePrivilege(Caller caller, LiveContainer container) {
    privileges.require(caller, container);
  }

  /** Tells the audit which container a request is about, if there is one; for exec too. */
  public void tell(Request request, String asked) {
    view.snapshot()
        .find(asked, request.caller().scope())
        .ifPresent(container -> request.audit().target(target(container)));
  }

  static Deed.Target target(LiveContainer container) {
    return new Deed.Target(
        Deed.Kind.CONTAINER, container.id().value(), container.name(), container.labels());
  }

  /**
   * Shows one container.
   *
   * @param origin scheme and authority by which the caller reached us
   */
  byte[] get(Caller caller, String asked, String origin) {
    LiveContainer container = find(caller, asked);
    return renderer.detail(container, publicUrl == null ? origin : publicUrl.toString());
  }

  /** What its probes have shown, and what came of it. */
  ContainerHealth health(Caller caller, String asked) {
    LiveContainer container = find(caller, asked);
    return ContainerHealth.of(
        container, prober.report(container.id()), prober.healing(container.id()));
  }

  /** Makes a container; answers at once, or at the end when that comes within {@code patience}. */
  Told<Created> create(Caller caller, CreateContainer body, Duration patience, Turn turn) {
    mirror.requireReady();
    ContainerId id = turn.id().map(ContainerId::new).orElseGet(() -> ContainerId.random(random));
    ContainerSpec spec = body.spec(id, turn.acceptedAt().orElseGet(clock::instant));
    Entry accepted = earlier.accepted(turn).get(id);
    if (accepted != null) {
      return earlier.created(accepted, spec, patience);
    }
    Running running =
        Patience.ofCaller(() -> creation.accept(caller, spec, turn.id().orElse(null)));
    Created answer = Created.begun(spec);
    if (!patience.isZero() && running.await(patience)) {
      LiveContainer made = view.find(spec.id());
      answer = made == null ? answer : Created.ended(made);
    }
    return new Told<>(answer, running.id());
  }

  /** Checks all that a creation would check, and makes and holds nothing. */
  Rehearsed rehearse(Caller caller, CreateContainer body) {
    mirror.requireReady();
    ContainerSpec wanted = body.spec(ContainerId.random(random), clock.instant());
    ContainerSpec spec = Patience.ofCaller(() -> creation.rehearse(caller, wanted));
    return Rehearsed.of(spec, quotas.after(caller, spec, view.snapshot().newestFirst()));
  }

  /**
   * Takes up the operations that were accepted before this process began, once the engine was seen.
   *
   * @return ends the waiting for the engine
   */
  public AutoCloseable resume() {
    Thread waiting = Thread.ofVirtual().name("resumption").start(resumption);
    orphans.start();
    return () -> {
      waiting.interrupt();
      orphans.close();
    };
  }

  /** Takes an action; answers at once, or at the end when that comes within {@code patience}. */
  Told<Changed> change(
      Caller caller,
      Action action,
      String asked,
      Options options,
      Duration patience,
      @Nullable String cause) {
    LiveContainer container = find(caller, asked);
    Running running =
        Patience.ofCaller(
            () -> operations.accept(lifecycle.order(caller, action, container, options, cause)));
    accepted(action, container);
    boolean waits = action == Action.DELETE && patience.compareTo(DELETE_PATIENCE) < 0;
    Changed answer = ends.answer(action, container, running, waits ? DELETE_PATIENCE : patience);
    return new Told<>(answer, running.id());
  }

  private void accepted(Action action, LiveContainer container) {
    if (action == Action.START || action == Action.RESTART) {
      prober.startedAnew(container.id());
    }
  }

  /** Restarts what runs, and does not wait for the end. */
  void restart(Caller caller, LiveContainer container, String cause) {
    operations.accept(lifecycle.restartOfRunning(caller, container, cause));
  }

  /**
   * Which containers a batch is about, so that it is about the same ones when it is resumed: a name
   * may have become another's by then.
   */
  String plan(Caller caller, Batch batch) {
    mirror.requireReady();
    return Json.text(batch.ids(view.snapshot(), caller.scope()));
  }

  /** Takes an action on several containers; one that cannot be done never stops the others. */
  BatchResults batch(Request request, Action action, Batch batch, Duration patience, Turn turn) {
    Caller caller = request.caller();
    mirror.requireReady();
    mirror.requireConnected();
    Map<ContainerId, Entry> accepted = earlier.accepted(turn);
    Map<String, String> ids =
        turn.plan().isEmpty()
            ? batch.ids(view.snapshot(), caller.scope())
            : Json.texts(turn.plan());
    String cause = turn.id().orElse(null);
    Consumer<Gathering> each =
        gathering ->
            ids.forEach(
                (asked, id) -> {
                  ContainerId meant = id.isEmpty() ? null : new ContainerId(id);
                  Entry before = meant == null ? null : accepted.get(meant);
                  if (before != null) {
                    gathering.done(before);
                  } else {
                    gathering.add(
                        asked,
                        meant == null ? null : view.find(meant),
                        target -> lifecycle.order(caller, action, target, batch.options(), cause));
                  }
                });
    List<Item> items = gathered(each);
    boolean waits = action == Action.DELETE && patience.compareTo(DELETE_PATIENCE) < 0;
    long deadline = System.nanoTime() + (waits ? DELETE_PATIENCE : patience).toNanos();
    List<Object> results = new ArrayList<>();
    for (Item item : items) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      results.add(result(request.audit()::part, action, item, left));
    }
    return new BatchResults(results);
  }

  /**
   * Makes containers anew with the present values of their secrets.
   *
   * @param told what became of each, for the audit
   * @return one result for each, as in the answer of a batch
   */
  public List<Object> recreate(
      Caller caller,
      List<LiveContainer> targets,
      Duration patience,
      BiConsumer<Deed.Target, @Nullable Fault> told) {
    List<Item> items =
        gathered(
            gathering -> {
              for (LiveContainer target : targets) {
                gathering.add(
                    target.id().value(),
                    target,
                    container -> recreation.order(caller, container, null));
              }
            });
    long deadline = System.nanoTime() + patience.toNanos();
    List<Object> results = new ArrayList<>();
    for (Item item : items) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      results.add(result(told, Action.RESTART, item, left));
    }
    return results;
  }

  private List<Item> gathered(Consumer<Gathering> all) {
    return Patience.ofCaller(() -> Gathering.of(operations, all)).accept();
  }

  private Object result(
      BiConsumer<Deed.Target, @Nullable Fault> told, Action action, Item item, Duration patience) {
    return switch (item) {
      case Item.Begun(var container) ->
          throw new IllegalStateException("not accepted: " + container);
      case Item.Done(var entry) -> {
        told.accept(Earlier.target(entry), null);
        yield earlier.changed(entry, action, patience);
      }
      case Item.Failed(var id, var about, var fault) -> {
        told.accept(about, fault);
        yield Refused.of(id, fault);
      }
      case Item.Accepted(var container, var running) -> {
        Fault fault = null;
        accepted(action, container);
        try {
          yield ends.answer(action, container, running, patience).by(running.id());
        } catch (FaultException e) {
          fault = e.fault();
          yield Refused.of(container.id().value(), e.fault());
        } finally {
          told.accept(target(container), fault);
        }
      }
    };
  }
}
