package tianniu.engine.docker;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerEngine;
import tianniu.engine.Engine;
import tianniu.engine.EngineHost;
import tianniu.engine.EngineInfo;
import tianniu.engine.EventStream;
import tianniu.engine.ExecEngine;
import tianniu.engine.ImageEngine;
import tianniu.engine.Isolation;
import tianniu.engine.ResourceEngine;
import tianniu.engine.UsageEngine;
import tianniu.engine.local.LocalHost;
import tianniu.engine.local.LocalUsage;

/** A Docker engine, Docker 20.10 or newer, over its own API. */
public final class DockerEngine implements Engine {
  private final DockerHttp http;
  private final EngineHost host;
  private final DockerContainers containers;
  private final DockerImages images;
  private final DockerExecs execs;
  private final DockerResources resources;
  private final UsageEngine usage;

  private DockerEngine(DockerHttp http, EngineHost host, Isolation isolation) {
    this.http = http;
    this.host = host;
    resources = new DockerResources(http);
    containers =
        new DockerContainers(http, resources, isolation, host.isLocal() ? new NearLogs() : null);
    images = new DockerImages(http);
    execs = new DockerExecs(http, host.isLocal());
    UsageEngine asked = new DockerUsage(http);
    usage = host.isLocal() ? new NearestUsage(new LocalUsage(), asked) : asked;
  }

  /**
   * Makes an engine of an address. The engine need not be up: it is asked when it is needed.
   *
   * <p>A Unix-domain socket is taken to lead to an engine of this machine, whose processes and
   * files are then looked at directly.
   *
   * @param isolation of the containers that are made through it
   * @throws IllegalArgumentException with one sentence when the address's certificates cannot be
   *     used
   */
  public static DockerEngine open(EngineAddress address, Isolation isolation) {
    EngineHost host =
        switch (address) {
          case EngineAddress.Unix _ -> new LocalHost();
          case EngineAddress.Tcp _ -> new RemoteHost();
        };
    return open(address, host, isolation);
  }

  /** As the other, where the caller knows better which machine it runs on. */
  public static DockerEngine open(EngineAddress address, EngineHost host, Isolation isolation) {
    return new DockerEngine(new DockerHttp(new Connector(address)), host, isolation);
  }

  @Override
  public EngineInfo info() {
    Wire.Machine machine =
        http.send(Call.get("/info"), new Subject.Whole()).read(Wire.Machine.class);
    return new EngineInfo(
        "Docker",
        ContainerReading.orEmpty(machine.serverVersion()),
        http.version().toString(),
        machine.cpus(),
        new ByteSize(machine.memTotal()),
        ContainerReading.emptyToNull(machine.dockerRootDir()),
        usualRegistries(machine));
  }

  /** The engine's own word for its registry, and the host that it asks. */
  private static Set<String> usualRegistries(Wire.Machine machine) {
    Set<String> names = new HashSet<>();
    Wire.Registries registries = machine.registryConfig();
    if (registries != null) {
      ContainerReading.orEmpty(registries.indexConfigs())
          .forEach(
              (name, registry) -> {
                if (registry.official()) {
                  names.add(name);
                }
              });
    }
    String host = URI.create(ContainerReading.orEmpty(machine.indexServerAddress())).getHost();
    if (host != null) {
      names.add(host);
    }
    return names;
  }

  @Override
  public void ping(Duration limit) {
    http.send(Call.get("/_ping").in(Lane.PULSE).within(limit), new Subject.Whole());
  }

  @Override
  public ContainerEngine containers() {
    return containers;
  }

  @Override
  public ImageEngine images() {
    return images;
  }

  @Override
  public ExecEngine execs() {
    return execs;
  }

  @Override
  public ResourceEngine resources() {
    return resources;
  }

  @Override
  public UsageEngine usage() {
    return usage;
  }

  @Override
  public EngineHost host() {
    return host;
  }

  @Override
  public EventStream events(Instant since) {
    return DockerEvents.open(http, since);
  }

  @Override
  public void close() {
    http.close();
  }
}
