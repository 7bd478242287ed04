package tianniu.secret;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import tianniu.caller.AllowLists;
import tianniu.caller.Caller;
import tianniu.caller.Lease;
import tianniu.caller.Permission;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.container.Containers;
import tianniu.container.Drafts;
import tianniu.container.HostRules;
import tianniu.container.RunGuard;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineRef;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.ExecSession;
import tianniu.engine.ExecSpec;
import tianniu.engine.PortMapping;
import tianniu.engine.SpecDraft;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.MemoryImage;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.health.Prober;
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

/** The chapter on the twin and a database of its own, with callers to call it. */
final class Desk implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration PATIENCE = Duration.ofMinutes(1);
  static final Caller ADMIN = caller(EnumSet.allOf(Permission.class), Map.of());
  static final Caller BACKEND = caller(EnumSet.allOf(Permission.class), Map.of("team", "backend"));
  static final Caller FRONTEND =
      caller(EnumSet.allOf(Permission.class), Map.of("team", "frontend"));

  final MemoryEngine engine =
      MemoryEngine.on(InstantSource.fixed(NOW))
          .images(MemoryImage.server("api:1", "httpd"))
          .registry(MemoryImage.server("api:2", "httpd"))
          .volumes("data")
          .build();
  final LiveView view = new LiveView(List.of());
  final Store store;
  final Vault vault;
  final Containers containers;
  final EngineMirror mirror;
  final Secrets secrets;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private int made;

  Desk(Path dir) throws IOException {
    opened.push(engine);
    MasterKey key = MasterKey.loadOrCreate(dir, null);
    store = Stores.open(dir, new Config.Storage(null, null, 1), key);
    opened.push(store);
    vault = new Vault(store, key.derive("test", "AES"), InstantSource.fixed(NOW));
    mirror = EngineMirror.start(engine, view, InstantSource.fixed(NOW));
    opened.push(mirror);
    mirror.awaitReady(PATIENCE);
    until(mirror::isConnected);
    UsageSampler sampler = new UsageSampler(engine.usage(), Duration.ofSeconds(1));
    opened.push(sampler);
    Prober prober = new Prober(engine::host, InstantSource.fixed(NOW));
    opened.push(prober);
    Journal journal = Journal.open(store, InstantSource.fixed(NOW));
    opened.push(journal);
    SecureRandom random = new SecureRandom();
    Operations operations = new Operations(journal, view, InstantSource.fixed(NOW), random);
    opened.push(operations);
    HostRules rules = new HostRules(List.of(), List.of(), false);
    containers =
        new Containers(
            engine,
            view,
            mirror,
            operations,
            sampler,
            prober,
            new Quotas(store, InstantSource.fixed(NOW)),
            journal,
            new Drafts(store),
            rules,
            new RunGuard(engine, rules, InstantSource.fixed(NOW)),
            vault,
            "installation",
            null,
            InstantSource.fixed(NOW),
            random);
    secrets = new Secrets(vault, containers, view, mirror);
  }

  static Caller caller(Set<Permission> permissions, Map<String, String> labels) {
    return new Caller(
        "k1",
        "test",
        permissions,
        new Scope(labels),
        AllowLists.NONE,
        ResourceQuota.NONE,
        new Lease());
  }

  static Values values(String... keysAndValues) {
    TreeMap<String, String> values = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new Values(values);
  }

  static PutSecret put(String... keysAndValues) {
    return new PutSecret(values(keysAndValues), null);
  }

  static RotateSecret rotate(boolean recreate, String... keysAndValues) {
    return new RotateSecret(values(keysAndValues), recreate);
  }

  static Fault fault(ThrowingCallable call) {
    return requireNonNull(catchThrowableOfType(FaultException.class, call)).fault();
  }

  /** A container whose variable KEY comes from the key {@code k} of a secret. */
  LiveContainer container(String name, Map<String, String> labels, String secretName) {
    ContainerSpec spec =
        new SpecDraft(new ContainerId(String.format("%032x", ++made)), name, "api:1", NOW)
            .labels(labels)
            .port(80, 0, PortMapping.Protocol.TCP)
            .env("PLAIN", "x")
            .env(
                new EnvironmentVariable(
                    "KEY", "", new EnvironmentVariable.SecretRef(secretName, "k")))
            .spec();
    EngineRef ref =
        engine
            .containers()
            .create(spec.withEnvironment(vault.filled(Scope.ALL, spec.environment())));
    engine.containers().start(ref);
    mirror.refresh(ref);
    return now(spec.id());
  }

  LiveContainer now(ContainerId id) {
    return requireNonNull(view.find(id), id::toString);
  }

  /** What the container's processes have in KEY and PLAIN. */
  String seenInside(ContainerId id) throws IOException {
    ExecSpec spec =
        new ExecSpec(
            List.of("sh", "-c", "echo \"$KEY|$PLAIN\""),
            List.of(),
            null,
            null,
            false,
            false,
            true,
            true);
    StringBuilder said = new StringBuilder();
    try (ExecSession session = engine.execs().start(requireNonNull(now(id).ref()), spec)) {
      for (var chunk = session.read(); chunk != null; chunk = session.read()) {
        said.append(java.nio.charset.StandardCharsets.UTF_8.decode(chunk.bytes()));
      }
    }
    return said.toString().strip();
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
