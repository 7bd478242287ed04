package tianniu;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.about.AboutRoutes;
import tianniu.access.AccessDoor;
import tianniu.access.AdminKey;
import tianniu.access.KeyRoutes;
import tianniu.access.Keys;
import tianniu.audit.AuditRoutes;
import tianniu.audit.Scribe;
import tianniu.config.Config;
import tianniu.config.ListenAddress;
import tianniu.container.ContainerRoutes;
import tianniu.container.Containers;
import tianniu.container.Drafts;
import tianniu.container.RunGuard;
import tianniu.container.UnhealthyRestarts;
import tianniu.diagnosis.Archive;
import tianniu.diagnosis.DiagnosisRoutes;
import tianniu.diagnosis.RemainsKeeper;
import tianniu.engine.ContainerSummary;
import tianniu.engine.Engine;
import tianniu.engine.docker.DockerEngine;
import tianniu.engine.docker.EngineAddress;
import tianniu.engine.memory.MemoryEngine;
import tianniu.event.EventRoutes;
import tianniu.event.Recorder;
import tianniu.exec.ExecRoutes;
import tianniu.fault.FaultException;
import tianniu.health.Healer;
import tianniu.health.ProbeHealth;
import tianniu.health.Prober;
import tianniu.http.Closing;
import tianniu.http.Exposure;
import tianniu.http.HttpServer;
import tianniu.http.Routes;
import tianniu.idempotency.Desk;
import tianniu.keyring.MasterKey;
import tianniu.live.ChangeListener;
import tianniu.live.EngineMirror;
import tianniu.live.LiveView;
import tianniu.log.LogRoutes;
import tianniu.operation.Journal;
import tianniu.operation.OperationRoutes;
import tianniu.operation.Operations;
import tianniu.quota.QuotaRoutes;
import tianniu.quota.Quotas;
import tianniu.secret.SecretRoutes;
import tianniu.secret.Vault;
import tianniu.stat.StatRoutes;
import tianniu.store.EvenClock;
import tianniu.store.Store;
import tianniu.store.Stores;
import tianniu.usage.UsageSampler;

/** Every long-lived object of the product, in the order it starts; closed in reverse. */
public final class App implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(App.class);
  private static final Duration SAMPLE_INTERVAL = Duration.ofSeconds(1);

  /** Who asks right after the start is to be answered, if the engine is there. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

  private static final int REHEARSED = 8;

  private final Deque<AutoCloseable> opened;
  private final HttpServer server;
  private final Routes routes;
  private final Closing closing;

  private App(Deque<AutoCloseable> opened, HttpServer server, Routes routes, Closing closing) {
    this.opened = opened;
    this.server = server;
    this.routes = routes;
    this.closing = closing;
  }

  /** Serves until the process is told to end. */
  static void serve(Config config) throws IOException {
    Precautions.warnings(config).forEach(LOG::warn);
    InstantSource clock = InstantSource.system();
    Engine engine = engine(config, clock);
    Thread.ofVirtual().name("engine-rehearsal").start(() -> rehearse(engine));
    App app = start(config, engine, clock);
    app.opened.addLast(HeapKeeper.start());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(app), "shutdown"));
    LOG.info(
        "listening on {}://{}",
        Reception.scheme(config),
        new ListenAddress(config.listen().host(), app.port()));
    LOG.info("the admin key lies in {}", AdminKey.file(config.dataDir()));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Told to end, and has: without this the exit code would be that of a process that was killed.
   */
  private static void end(App app) {
    app.close();
    LOG.info("stopped");
    Runtime.getRuntime().halt(0);
  }

  /**
   * Starts the product on an engine, which it closes with itself.
   *
   * @throws IOException when the data directory or the address cannot be used; says which and why
   */
  public static App start(Config config, Engine engine, InstantSource clock) throws IOException {
    return start(config, engine, clock, Desk.PATIENCE);
  }

  /**
   * The same.
   *
   * @param patience with which a request waits for another one that has its Idempotency-Key
   */
  public static App start(Config config, Engine engine, InstantSource clock, Duration patience)
      throws IOException {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      opened.push(engine);
      opened.push(DataDirLock.take(config.dataDir()));
      Exposure exposure = Reception.of(config, clock);
      Kept kept = keep(opened, config, engine, clock, patience);
      return assemble(opened, config, engine, exposure, kept, clock);
    } catch (IOException | RuntimeException | Error e) {
      closeAll(opened);
      throw e;
    }
  }

  /**
   * Reads the first answers of the engine while the database is opened: what is needed to read them
   * is loaded by the time of the first look, which a start waits for.
   */
  private static void rehearse(Engine engine) {
    try {
      List<ContainerSummary> all = engine.containers().list();
      for (ContainerSummary each : all.subList(0, Math.min(REHEARSED, all.size()))) {
        engine.containers().find(each.ref());
      }
    } catch (FaultException e) {
      LOG.debug("the engine was not read before the first look: {}", e.fault());
    }
  }

  private static App assemble(
      Deque<AutoCloseable> opened,
      Config config,
      Engine engine,
      Exposure exposure,
      Kept kept,
      InstantSource clock)
      throws IOException {
    Seen seen = see(opened, config, engine, kept, clock);
    SecureRandom random = new SecureRandom();
    Operations operations =
        open(opened, new Operations(seen.journal(), seen.view(), clock, random));
    Containers containers =
        new Containers(
            engine,
            seen.view(),
            seen.mirror(),
            operations,
            seen.sampler(),
            seen.prober(),
            seen.quotas(),
            seen.journal(),
            seen.drafts(),
            Precautions.rules(config),
            seen.guard(),
            kept.vault(),
            kept.installation(),
            config.publicUrl(),
            clock,
            random);
    seen.attend(containers, kept.scribe());
    Closing closing = new Closing();
    Routes routes = routes(containers, operations, engine, seen, kept, closing, clock);
    opened.push(containers.resume());
    AccessDoor door = new AccessDoor(kept.keys(), clock);
    // While the engine is looked at.
    HttpServer server =
        open(
            opened,
            HttpServer.prepare(
                exposure, routes, door, kept.scribe(), seen.mirror()::staleSeconds, closing));
    seen.mirror().awaitReady(FIRST_LOOK);
    listen(config, server);
    opened.push(seen.recorder()::endStreams);
    opened.push(UrlFile.write(config.dataDir(), Reception.url(config, server.port())));
    // First of all: what is accepted while the server ends may not come to its end.
    opened.push(operations::drain);
    return new App(opened, server, routes, closing);
  }

  /** What is known of containers, and who looks at them. */
  private record Seen(
      UsageSampler sampler,
      Healer healer,
      Prober prober,
      RunGuard guard,
      LiveView view,
      Quotas quotas,
      Journal journal,
      Drafts drafts,
      EngineMirror mirror,
      Recorder recorder) {
    void attend(Containers containers, Scribe scribe) {
      prober.attend(id -> view.find(id) != null);
      healer.attend(id -> view.find(id) != null, new UnhealthyRestarts(view, containers, scribe));
    }
  }

  private static Seen see(
      Deque<AutoCloseable> opened, Config config, Engine engine, Kept kept, InstantSource clock) {
    UsageSampler sampler = open(opened, new UsageSampler(engine.usage(), SAMPLE_INTERVAL));
    sampler.start();
    Recorder recorder = open(opened, Recorder.open(kept.store(), clock, kept.evenClock()));
    Healer healer = new Healer(kept.store(), config.unhealthyRestarts(), clock);
    Prober prober = open(opened, new Prober(engine::host, clock, healer, recorder::healthTurned));
    RunGuard guard = open(opened, new RunGuard(engine, Precautions.rules(config), clock));
    recorder.ask((id, run) -> prober.health(id, run).map(ProbeHealth::status));
    Drafts drafts = open(opened, new Drafts(kept.store()));
    LiveView view = view(sampler, prober, guard, kept.keeper(), drafts.behind(recorder));
    Quotas quotas = new Quotas(kept.store(), clock);
    Journal journal = open(opened, Journal.open(kept.store(), kept.evenClock()));
    drafts.restoreInto(view, journal.unfinished());
    EngineMirror mirror = open(opened, EngineMirror.start(engine, view, clock, drafts::forgetGone));
    guard.attend(view, mirror);
    recorder.attend(view, mirror);
    kept.keeper().clearUp(view, mirror);
    return new Seen(
        sampler, healer, prober, guard, view, quotas, journal, drafts, mirror, recorder);
  }

  /** What stands in the database, and who keeps it. */
  private record Kept(
      Store store,
      EvenClock evenClock,
      Scribe scribe,
      Vault vault,
      Archive archive,
      RemainsKeeper keeper,
      Keys keys,
      Desk desk,
      String installation) {}

  private static Kept keep(
      Deque<AutoCloseable> opened,
      Config config,
      Engine engine,
      InstantSource clock,
      Duration patience)
      throws IOException {
    MasterKey masterKey = MasterKey.loadOrCreate(config.dataDir(), config.storage().masterKey());
    Store store = open(opened, Stores.open(config.dataDir(), config.storage(), masterKey));
    EvenClock evenClock = new EvenClock(clock, System::nanoTime);
    int auditDays = config.storage().auditDays();
    Scribe scribe = open(opened, Scribe.open(store, masterKey, clock, evenClock, auditDays));
    Vault vault = new Vault(store, masterKey.derive("tianniu secrets v1", "AES"), clock);
    SecretKey remainsKey = masterKey.derive("tianniu remains v1", "AES");
    Archive archive = new Archive(store, remainsKey, clock, evenClock);
    AdminKey adminKey = AdminKey.loadOrCreate(config.dataDir(), config.adminKey());
    Keys keys = open(opened, Keys.open(store, adminKey, clock));
    Desk desk =
        open(opened, Desk.open(store, masterKey, clock, evenClock, new SecureRandom(), patience));
    byte[] mark = masterKey.derive("tianniu installation v1", "HmacSHA256").getEncoded();
    String installation = HexFormat.of().formatHex(mark, 0, 8);
    RemainsKeeper keeper = open(opened, new RemainsKeeper(engine.containers(), archive, clock));
    return new Kept(store, evenClock, scribe, vault, archive, keeper, keys, desk, installation);
  }

  private static Routes routes(
      Containers containers,
      Operations operations,
      Engine engine,
      Seen seen,
      Kept kept,
      Closing closing,
      InstantSource clock) {
    LiveView view = seen.view();
    EngineMirror mirror = seen.mirror();
    return Routes.of(
        List.of(
            new ContainerRoutes(containers, kept.desk()).routes(),
            new OperationRoutes(seen.journal(), operations, view, mirror).routes(),
            new LogRoutes(containers, engine.containers(), view, mirror, closing).routes(),
            new DiagnosisRoutes(
                    engine,
                    view,
                    mirror,
                    seen.sampler(),
                    seen.prober(),
                    kept.vault(),
                    kept.archive(),
                    kept.keeper(),
                    clock)
                .routes(),
            new StatRoutes(containers, view, mirror, seen.sampler(), clock).routes(),
            new EventRoutes(seen.recorder(), view, mirror, clock).routes(),
            new ExecRoutes(containers, engine, mirror, kept.desk()).routes(),
            new QuotaRoutes(seen.quotas(), view, mirror).routes(),
            new SecretRoutes(kept.vault(), containers, view, mirror).routes(),
            new KeyRoutes(kept.keys()).routes(),
            new AuditRoutes(kept.scribe()).routes(),
            new AboutRoutes(mirror, closing).routes()));
  }

  /** The port that the server listens on. */
  public int port() {
    return server.port();
  }

  public Routes routes() {
    return routes;
  }

  /** Begins to end: nothing new that lasts is begun any more, and streams end. */
  public void drain() {
    closing.begin();
  }

  @Override
  public void close() {
    closeAll(opened);
  }

  private static Engine engine(Config config, InstantSource clock) throws IOException {
    if (config.demo()) {
      return MemoryEngine.demo(clock);
    }
    Path certificates = config.dockerTlsVerify() ? config.dockerCertPath() : null;
    try {
      return DockerEngine.open(
          EngineAddress.parse(config.dockerHost(), certificates), Precautions.isolation(config));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static LiveView view(
      UsageSampler sampler,
      Prober prober,
      RunGuard guard,
      RemainsKeeper keeper,
      ChangeListener changes) {
    LiveView view = new LiveView(List.of(new Watching(sampler, prober), guard, keeper), changes);
    keeper.attend(view);
    return view;
  }

  private static void listen(Config config, HttpServer server) throws IOException {
    try {
      server.listen(new InetSocketAddress(config.listen().host(), config.listen().port()));
    } catch (IOException | UnresolvedAddressException e) {
      // The server library wraps the system's own words.
      String why = e.getCause() instanceof BindException bind ? bind.getMessage() : e.getMessage();
      throw new IOException("Cannot listen on " + config.listen() + ": " + why, e);
    }
  }

  private static <T extends AutoCloseable> T open(Deque<AutoCloseable> opened, T part) {
    opened.push(part);
    return part;
  }

  private static void closeAll(Deque<AutoCloseable> opened) {
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not close", part, e);
      }
    }
  }
}
