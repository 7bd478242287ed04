package tianniu.event;

import static tianniu.Waiting.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import tianniu.Snare;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineRef;
import tianniu.engine.SpecDraft;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.MemoryImage;
import tianniu.http.RecordedStream;
import tianniu.keyring.MasterKey;
import tianniu.live.EngineMirror;
import tianniu.live.LiveView;
import tianniu.store.SnaredStore;
import tianniu.store.Store;
import tianniu.store.Stores;

/** Events of a twin's containers on a real store; the server part can end and begin anew. */
final class Ground implements AutoCloseable {
  static final InstantSource CLOCK = InstantSource.system();
  static final EventFilter ALL = filter(Scope.ALL);

  private final Path dataDir;
  private final Config.Storage storage;
  final MemoryEngine engine =
      MemoryEngine.on(CLOCK).images(MemoryImage.server("nginx:latest", "nginx")).build();
  final Snare reads = new Snare();
  final Snare writes = new Snare();
  final Snare written = new Snare();
  Store store;
  Recorder recorder;
  LiveView view;
  EngineMirror mirror;
  private final List<RecordedStream> streams = new ArrayList<>();
  private int made;

  Ground(Path dataDir) throws IOException {
    this(dataDir, new Config.Storage(null, null, 365));
  }

  Ground(Path dataDir, Config.Storage storage) throws IOException {
    this.dataDir = dataDir;
    this.storage = storage;
    store = openStore();
    recorder = Recorder.open(store, CLOCK, CLOCK);
    view = new LiveView(List.of(), recorder);
    mirror = attend();
  }

  Store openStore() throws IOException {
    Store opened = Stores.open(dataDir, storage, MasterKey.loadOrCreate(dataDir, null));
    return new SnaredStore(opened, reads, writes, written);
  }

  private EngineMirror attend() {
    EngineMirror started = EngineMirror.start(engine, view, CLOCK);
    recorder.attend(view, started);
    started.awaitReady(Duration.ofMinutes(5));
    // The first look is over when something noticed after it is told.
    until(recorder::isTelling);
    return started;
  }

  void end() {
    mirror.close();
    recorder.close();
    store.close();
  }

  void begin() throws IOException {
    begin(_ -> {});
  }

  /** The server part begins with what it restores before the engine's first word. */
  void begin(Consumer<LiveView> restore) throws IOException {
    store = openStore();
    recorder = Recorder.open(store, CLOCK, CLOCK);
    view = new LiveView(List.of(), recorder);
    restore.accept(view);
    mirror = attend();
  }

  static ContainerId id(int number) {
    return new ContainerId("%032x".formatted(number + 1));
  }

  ContainerSpec spec(String team) {
    int number = made++;
    return new SpecDraft(id(number), "c" + number, "nginx:latest", CLOCK.instant())
        .label("team", team)
        .spec();
  }

  /** A container that the engine has, and nobody looked at. */
  EngineRef make(String team) {
    return engine.containers().create(spec(team));
  }

  EngineRef run(String team) {
    EngineRef ref = make(team);
    engine.containers().start(ref);
    mirror.refresh(ref);
    return ref;
  }

  void stop(EngineRef ref) {
    engine.containers().stop(ref, Duration.ofSeconds(10));
    mirror.refresh(ref);
  }

  void remove(EngineRef ref) {
    engine.containers().remove(ref, true, true);
    mirror.refresh(ref);
  }

  /** All that is told by now. */
  List<Event> events() {
    recorder.settle(Duration.ofMinutes(5));
    List<Event> events = new ArrayList<>();
    List<Told> next = recorder.sequence().after(0);
    while (!next.isEmpty()) {
      next.forEach(told -> events.add(told.event()));
      next = recorder.sequence().after(events.getLast().id());
    }
    return events;
  }

  static List<EventType> types(List<Event> events) {
    return events.stream().map(Event::type).toList();
  }

  static EventFilter filter(Scope scope) {
    return new EventFilter(scope, Set.of(), List.of(), Set.of());
  }

  static Event.Subject subject(Event event) {
    return Objects.requireNonNull(event.container());
  }

  /** A stream of its own, from behind this id. */
  RecordedStream follow(long since, EventFilter filter, boolean sse) {
    RecordedStream stream = new RecordedStream();
    streams.add(stream);
    EventStream follower =
        new EventStream(recorder.sequence(), filter, CLOCK, since, sse, stream.stream());
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                follower.follow();
              } catch (IOException _) {
                // The client has left.
              }
            });
    return stream;
  }

  /** Waits for what surely comes. */
  Instant now() {
    return CLOCK.instant();
  }

  @Override
  public void close() {
    streams.forEach(RecordedStream::release);
    end();
    engine.close();
  }
}
