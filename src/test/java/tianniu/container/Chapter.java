package tianniu.container;

import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tianniu.caller.AllowLists;
import tianniu.caller.Caller;
import tianniu.caller.Lease;
import tianniu.caller.Permission;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.container.Answers.Created;
import tianniu.engine.EngineVolume;
import tianniu.engine.EngineVolume.Backing;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.MemoryImage;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.health.Prober;
import tianniu.http.Bodies;
import tianniu.idempotency.Turn;
import tianniu.keyring.MasterKey;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.operation.Journal;
import tianniu.operation.Operations;
import tianniu.quota.Quotas;
import tianniu.store.Store;
import tianniu.store.Stores;
import tianniu.usage.UsageSampler;

/** The whole chapter on the twin, with a machine that has some snares. */
final class Chapter implements AutoCloseable {
  static final Duration LONG = Duration.ofMinutes(1);
  static final Clock CLOCK = Clock.systemUTC();

  final MemoryEngine engine;
  final LiveView view;
  final Containers containers;
  final Journal journal;
  private final List<AutoCloseable> parts = new ArrayList<>();

  Chapter(Path dir) {
    this(dir, false, "/data", "/mnt/linked");
  }

  Chapter(Path dir, boolean hostNetwork, String... roots) {
    engine = machine();
    Store store = store(dir);
    HostRules rules =
        new HostRules(
            List.of(roots).stream().map(Path::of).toList(),
            List.of(Path.of("/data/tianniu"), Path.of("/data/engine/docker.sock")),
            hostNetwork);
    RunGuard guard = new RunGuard(engine, rules, CLOCK);
    view = new LiveView(List.of(guard));
    EngineMirror mirror = EngineMirror.start(engine, view, CLOCK);
    guard.attend(view, mirror);
    UsageSampler sampler = new UsageSampler(engine.usage(), LONG);
    Prober prober = new Prober(engine::host, CLOCK);
    journal = Journal.open(store, CLOCK);
    Operations operations = new Operations(journal, view, CLOCK, new Random(2));
    containers =
        new Containers(
            engine,
            view,
            mirror,
            operations,
            sampler,
            prober,
            new Quotas(store, CLOCK),
            journal,
            new Drafts(store),
            rules,
            guard,
            (_, environment) -> environment,
            "installation",
            null,
            CLOCK,
            new Random(1));
    parts.addAll(List.of(operations, mirror, prober, sampler, guard, engine, journal, store));
    mirror.awaitReady(LONG);
    until(mirror::isConnected);
  }

  private static Store store(Path dir) {
    try {
      Config.Storage storage = new Config.Storage(null, null, 365);
      return Stores.open(dir, storage, MasterKey.loadOrCreate(dir, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MemoryEngine machine() {
    return MemoryEngine.on(CLOCK)
        .images(MemoryImage.server("nginx:latest", "nginx"))
        .networks("lan", "wan")
        .paths(path -> !path.contains("missing"))
        .link("/data/link", "/etc")
        .link("/data/up", "/data/../etc/ssl")
        .link("/data/socket", "/run/docker.sock")
        .link("/data/magic", "/proc/self/root")
        .link("/data/a/to-b", "/data/b")
        .link("/mnt/linked", "/srv/real")
        .link("/mnt/linked/inside", "/srv/real/inside")
        .volume(volume("plain", Map.of("team", "a"), new Backing.Own()))
        .volume(volume("unlabelled", Map.of(), new Backing.Own()))
        .volume(volume("folder", Map.of("team", "a"), new Backing.Folder("/data/a")))
        .volume(volume("etc", Map.of("team", "a"), new Backing.Folder("/etc")))
        .volume(volume("sly", Map.of("team", "a"), new Backing.Folder("/data/link")))
        .volume(volume("share", Map.of("team", "a"), new Backing.Elsewhere("nfs")))
        .volume(volume("disk", Map.of("team", "a"), new Backing.Device("ext4")))
        .build();
  }

  private static EngineVolume volume(String name, Map<String, String> labels, Backing backing) {
    return new EngineVolume(name, labels, backing);
  }

  static Caller admin() {
    return caller(EnumSet.allOf(Permission.class), Scope.ALL, AllowLists.NONE);
  }

  /** Without the permission for containers that are as good as root. */
  static Caller developer() {
    return caller(
        EnumSet.of(Permission.CONTAINER_WRITE, Permission.CONTAINER_EXEC),
        Scope.ALL,
        AllowLists.NONE);
  }

  static Caller scoped() {
    return caller(
        EnumSet.of(Permission.CONTAINER_WRITE), new Scope(Map.of("team", "a")), AllowLists.NONE);
  }

  static Caller allowed(AllowLists lists) {
    return caller(EnumSet.allOf(Permission.class), Scope.ALL, lists);
  }

  private static Caller caller(Set<Permission> permissions, Scope scope, AllowLists lists) {
    return new Caller("k1", "key", permissions, scope, lists, ResourceQuota.NONE, new Lease());
  }

  /** Makes a container of nginx, with more fields in single quotes; waits until it runs. */
  Created create(Caller caller, String fields) {
    return create(caller, "nginx", fields);
  }

  Created create(Caller caller, String image, String fields) {
    String json = "{'name':'web','image':'" + image + "'" + fields + "}";
    return containers
        .create(
            caller, Bodies.read(json.replace('\'', '"'), CreateContainer::read), LONG, Turn.FREE)
        .answer();
  }

  static String mounting(String source) {
    return ",'volumes':[{'host_path':'" + source + "','container_path':'/mnt'}]";
  }

  /** The refusal, which must be one of permission. */
  static Fault.Denied denied(Runnable call) {
    return (Fault.Denied) fault(call);
  }

  static Fault fault(Runnable call) {
    return catchThrowableOfType(FaultException.class, call::run).fault();
  }

  LiveContainer get(String name) {
    return view.get(name);
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
