package tianniu.engine.memory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Cpus;
import tianniu.engine.EngineRef;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.PortMapping;
import tianniu.engine.PortMapping.Protocol;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;

/** The machine of {@code --demo}: a small shop with its web servers, its stores and its jobs. */
final class Demo {
  private static final MemoryImage NGINX =
      MemoryImage.server("nginx:latest", "nginx", "-g", "daemon off;")
          .talking(
              List.of(
                  "/docker-entrypoint.sh: Configuration complete; ready for start up",
                  "[notice] 1#1: start worker processes"),
              List.of(
                  "172.17.0.1 - - \"GET / HTTP/1.1\" 200 615 \"-\" \"curl/8.14.1\"",
                  "172.17.0.1 - - \"GET /cart HTTP/1.1\" 200 2312 \"-\" \"Mozilla/5.0\"",
                  "172.17.0.1 - - \"POST /orders HTTP/1.1\" 201 187 \"-\" \"Mozilla/5.0\"",
                  "172.17.0.1 - - \"GET /favicon.ico HTTP/1.1\" 404 153 \"-\" \"Mozilla/5.0\""),
              Duration.ofSeconds(2));
  private static final MemoryImage REDIS =
      MemoryImage.server("redis:7", "redis-server")
          .talking(
              List.of(
                  "1:C * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo",
                  "1:M * Ready to accept connections tcp"),
              List.of(
                  "1:M * 100 changes in 300 seconds. Saving...",
                  "1:M * Background saving terminated with success"),
              Duration.ofSeconds(7));
  private static final MemoryImage POSTGRES =
      MemoryImage.server("postgres:17", "postgres")
          .talking(
              List.of("LOG:  database system is ready to accept connections"),
              List.of("LOG:  checkpoint starting: time", "LOG:  checkpoint complete"),
              Duration.ofSeconds(11));

  private final MemoryEngine engine;
  private final InstantSource clock;
  private final SplittableRandom random = new SplittableRandom(7);

  private Demo(MemoryEngine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  static MemoryEngine furnish(InstantSource clock) {
    MemoryEngine engine =
        MemoryEngine.on(clock)
            .images(NGINX, REDIS, POSTGRES, MemoryImage.shell("busybox:latest"))
            .registry(
                NGINX,
                REDIS,
                POSTGRES,
                MemoryImage.server("nginx:alpine", "nginx")
                    .talking(NGINX.hello(), NGINX.chatter(), NGINX.pace()),
                MemoryImage.server("httpd:2.4", "httpd-foreground"),
                MemoryImage.server("mysql:8", "mysqld"),
                MemoryImage.shell("busybox:latest"),
                MemoryImage.shell("alpine:latest"))
            .denied("private/app:latest")
            .pullPace(Duration.ofMillis(700))
            .networks("shop")
            .volumes("shop-data", "cache-data")
            .paths(path -> path.startsWith("/srv") || path.startsWith("/data"))
            .machine(8, new ByteSize(16L << 30))
            .build();
    new Demo(engine, clock).populate();
    return engine;
  }

  private void populate() {
    start("web-1", NGINX, Map.of("app", "shop", "tier", "web"), List.of(http(8080)));
    start("web-2", NGINX, Map.of("app", "shop", "tier", "web"), List.of(http(8081)));
    start("cache", REDIS, Map.of("app", "shop", "tier", "data"), List.of(port(6379)));
    start("database", POSTGRES, Map.of("app", "shop", "tier", "data"), List.of(port(5432)));
    EngineRef worker =
        start(
            "worker",
            Map.of("app", "shop", "tier", "jobs"),
            "i=1; while true; do echo order $i packed; i=$((i+1)); sleep 3; done");
    engine
        .trouble()
        .load(
            worker,
            new Load(0.8, 0.7, Duration.ofSeconds(50), 210L << 20, 40_000, 25_000, 90_000, 60_000));
    start("backup", Map.of("app", "shop", "tier", "jobs"), "echo 3 tables saved");
    start(
        "import",
        Map.of("app", "shop", "tier", "jobs"),
        "echo reading prices.csv; echo line 17: not a price >&2; exit 1");
    engine.containers().pause(start("preview", NGINX, Map.of("app", "blog"), List.of(http(8090))));
  }

  private static PortMapping http(int external) {
    return new PortMapping(80, external, Protocol.TCP);
  }

  private static PortMapping port(int number) {
    return new PortMapping(number, number, Protocol.TCP);
  }

  private EngineRef start(
      String name, MemoryImage image, Map<String, String> labels, List<PortMapping> ports) {
    return start(name, image.name(), labels, ports, ProcessSpec.IMAGE_DEFAULTS);
  }

  private EngineRef start(String name, Map<String, String> labels, String script) {
    return start(
        name,
        "busybox:latest",
        labels,
        List.of(),
        new ProcessSpec(null, Arrays.asList("sh", "-c", script), null, null, null));
  }

  private EngineRef start(
      String name,
      String image,
      Map<String, String> labels,
      List<PortMapping> ports,
      ProcessSpec process) {
    EngineRef ref =
        engine
            .containers()
            .create(
                new ContainerSpec(
                    ContainerId.random(random),
                    name,
                    image,
                    clock.instant(),
                    null,
                    labels,
                    ports,
                    List.of(),
                    labels.containsValue("shop") ? "shop" : null,
                    new ResourceLimits(new Cpus(2_000_000_000L), new ByteSize(512L << 20)),
                    List.of(new EnvironmentVariable("TZ", "Asia/Shanghai", null)),
                    RestartPolicy.NO,
                    null,
                    process));
    engine.containers().start(ref);
    return ref;
  }
}
