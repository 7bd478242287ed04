package tianniu.api;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Cpus;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineVolume;
import tianniu.engine.EngineVolume.Backing;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.engine.HealthProbe;
import tianniu.engine.OnUnhealthy;
import tianniu.engine.OutputStreamKind;
import tianniu.engine.PortMapping;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;
import tianniu.engine.SpecDraft;
import tianniu.engine.VolumeMount;
import tianniu.engine.memory.Load;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.MemoryImage;

/** The machine that the examples speak of, with its containers and their past. */
final class Stage {
  /** When every example is played. */
  static final Instant NOW = Instant.parse("2023-06-16T15:30:45Z");

  private static final Set<String> PATHS =
      Set.of("/data", "/data/nginx/conf", "/data/nginx/html", "/data/api/config", "/data/api/logs");

  private final StageClock clock = new StageClock(Instant.parse("2023-06-13T00:00:00Z"));
  private final MemoryEngine engine =
      MemoryEngine.on(clock)
          .images(
              MemoryImage.server("nginx:latest", "nginx", "-g", "daemon off;"),
              MemoryImage.server("redis:7", "redis-server"),
              MemoryImage.server("myteam/billing-api:v1.2.3", "billing"),
              MemoryImage.server("myteam/worker:v7", "work"),
              MemoryImage.server("myteam/api-service:v1.2.3", "api-service"))
          .registry(MemoryImage.server("myteam/import:v1", "import"))
          .networks("frontend-network", "backend-network", "import-network")
          .volumes("worker-data", "import-data")
          .volume(new EngineVolume("etc-data", Map.of(), new Backing.Folder("/etc")))
          .paths(PATHS::contains)
          .link("/data/moved", "/etc")
          .machine(4, new ByteSize(8L << 30))
          .build();

  private Stage() {}

  /** The usual situation. */
  static MemoryEngine furnish() {
    Stage stage = new Stage();
    stage.addCache();
    stage.addWorker();
    stage.addWebServer();
    stage.addBilling();
    stage.clock.goFrom(NOW);
    return stage.engine;
  }

  private void addCache() {
    EngineRef cache =
        create(
            new SpecDraft(
                    new ContainerId("d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9"),
                    "cache-1",
                    "redis:7",
                    Instant.parse("2023-06-13T12:00:00Z"))
                .labels(Map.of("app", "cache")));
    startAt(cache, "2023-06-13T12:00:01Z");
    engine.containers().pause(cache);
  }

  private void addWorker() {
    EngineRef worker =
        create(
            new SpecDraft(
                    new ContainerId("b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7"),
                    "worker-1",
                    "myteam/worker:v7",
                    Instant.parse("2023-06-14T09:00:00Z"))
                .labels(Map.of("app", "worker", "environment", "production"))
                .port(9100, 9100, PortMapping.Protocol.TCP)
                .volume(new VolumeMount("worker-data", "/var/lib/worker", false))
                .network("backend-network")
                .env("QUEUE_URL", "amqp://queue.example.com")
                .restart(RestartPolicy.Type.ON_FAILURE, 3)
                .process(
                    new ProcessSpec(
                        null,
                        List.of("work", "--queue", "default"),
                        "/var/lib/worker",
                        "worker",
                        "worker-1")));
    startAt(worker, "2023-06-14T09:00:01Z");
    clock.at("2023-06-14T10:00:00Z");
    engine.containers().stop(worker, Duration.ofSeconds(10));
  }

  private void addWebServer() {
    EngineRef web =
        create(
            new SpecDraft(
                    new ContainerId("c7d8e9f0a1b2c3d4e5f6a7b8c9d0e1f2"),
                    "web-server-1",
                    "nginx:latest",
                    Instant.parse("2023-06-15T08:30:45Z"))
                .labels(Map.of("app", "web", "environment", "production"))
                .port(80, 8080, PortMapping.Protocol.TCP)
                .volume(new VolumeMount("/data/nginx/conf", "/etc/nginx/conf.d", true))
                .volume(new VolumeMount("/data/nginx/html", "/usr/share/nginx/html", false))
                .network("frontend-network")
                .limits(new ResourceLimits(new Cpus(1_000_000_000L), new ByteSize(512L << 20)))
                .env("NGINX_HOST", "example.com")
                .env("NGINX_PORT", "80")
                .restart(RestartPolicy.Type.UNLESS_STOPPED, 0)
                .health(
                    new HealthProbe(
                        URI.create("http://localhost:80/health"),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        3)));
    startAt(web, "2023-06-15T08:30:47Z");
    engine.trouble().load(web, Load.steady(0.05, 128L << 20));
  }

  private void addBilling() {
    EngineRef billing =
        create(
            new SpecDraft(
                    new ContainerId("a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"),
                    "billing-api",
                    "myteam/billing-api:v1.2.3",
                    Instant.parse("2023-06-16T14:22:36Z"))
                .labels(Map.of("app", "billing", "environment", "production", "team", "backend"))
                .network("backend-network")
                .limits(new ResourceLimits(null, new ByteSize(1L << 30)))
                .env(
                    new EnvironmentVariable(
                        "DB_PASSWORD", "x", new SecretRef("billing-secrets", "db-password"))));
    startAt(billing, "2023-06-16T14:22:37Z");
    engine.trouble().load(billing, Load.steady(0.125, 256_000_000));
    write(billing, "14:30:12", OutputStreamKind.STDOUT, "Server started on port 8080");
    write(
        billing,
        "14:30:15",
        OutputStreamKind.STDOUT,
        "Connected to database at db.example.com:5432");
    write(
        billing, "14:30:18", OutputStreamKind.STDERR, "Warning: High memory usage detected (75%)");
  }

  private void startAt(EngineRef ref, String moment) {
    clock.at(moment);
    engine.containers().start(ref);
  }

  private void write(EngineRef ref, String time, OutputStreamKind stream, String line) {
    clock.at("2023-06-16T" + time + "Z");
    engine.trouble().writes(ref, stream, line);
  }

  /** A container of another user of the engine, which runs and holds a port. */
  static void addPortHolder(MemoryEngine engine, int port) {
    engine
        .containers()
        .start(
            engine.createForeign(
                new SpecDraft(new ContainerId("00".repeat(16)), "port-holder", "nginx:latest", NOW)
                    .port(80, port, PortMapping.Protocol.TCP)
                    .spec()));
  }

  /**
   * A container of ours that answers its health check badly in every run, and is restarted then.
   */
  static void addSickGateway(MemoryEngine engine) {
    EngineRef gateway =
        engine
            .containers()
            .create(
                new SpecDraft(
                        new ContainerId("e7f8a9b0c1d2e3f4a5b6c7d8e9f0a1b2"),
                        "gateway-1",
                        "nginx:latest",
                        NOW)
                    .health(
                        new HealthProbe(
                            URI.create("http://localhost/ready"),
                            Duration.ofHours(1),
                            Duration.ofSeconds(5),
                            1,
                            OnUnhealthy.RESTART))
                    .spec());
    engine.trouble().load(gateway, Load.steady(0, 16L << 20));
    engine.trouble().answers(gateway, 500);
    engine.containers().start(gateway);
  }

  /** A container of ours whose bind mount has become a link that leaves the volume roots. */
  static void addMovedMount(MemoryEngine engine) {
    engine
        .containers()
        .create(
            new SpecDraft(
                    new ContainerId("e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0"),
                    "mover-1",
                    "nginx:latest",
                    NOW)
                .volume(new VolumeMount("/data/moved", "/data", false))
                .spec());
  }

  /** A container of ours that was never started. */
  static void addStopped(MemoryEngine engine, String name, Map<String, String> labels) {
    engine
        .containers()
        .create(
            new SpecDraft(
                    new ContainerId("e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b1"), name, "nginx:latest", NOW)
                .labels(labels)
                .spec());
  }

  private EngineRef create(SpecDraft draft) {
    ContainerSpec spec = draft.spec();
    clock.at(spec.createdAt().toString());
    return engine.containers().create(spec);
  }
}
