package tianniu.engine.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import tianniu.engine.ContainerEngine;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Engine;
import tianniu.engine.EngineHost;
import tianniu.engine.EngineInfo;
import tianniu.engine.EngineRef;
import tianniu.engine.EventStream;
import tianniu.engine.ExecEngine;
import tianniu.engine.HostAccess;
import tianniu.engine.ImageEngine;
import tianniu.engine.ResourceEngine;
import tianniu.engine.UsageEngine;

/**
 * The twin of a Docker engine, in memory. It keeps Docker's rules about states, names, ports and
 * restarts; what runs in its containers is pretended by a small shell and by servers that only
 * talk. A process that handles SIGTERM (a server, or a script with {@code trap}) ends with its own
 * exit code when it is stopped; any other ends at once with 137, as if the grace were over.
 */
public final class MemoryEngine implements Engine {
  private final Machine machine;
  private final MemoryContainers containers;
  private final MemoryImages images;
  private final MemoryExecs execs;
  private final MemoryResources resources;
  private final MemoryUsage usage;
  private final MemoryHost host;
  private final Responder responder = new Responder();
  private final Runs runs;

  MemoryEngine(Setup setup) {
    machine = new Machine(setup);
    runs = new Runs(machine);
    containers = new MemoryContainers(machine, runs);
    images = new MemoryImages(machine);
    execs = new MemoryExecs(machine);
    resources = new MemoryResources(machine);
    usage = new MemoryUsage(machine);
    host = new MemoryHost(machine, runs.hostPorts(), responder);
  }

  /** An empty machine, to be furnished. */
  public static MemoryEngineBuilder on(InstantSource clock) {
    return new MemoryEngineBuilder(clock);
  }

  /** A machine with some life on it, for people who try the product without an engine. */
  public static MemoryEngine demo(InstantSource clock) {
    return Demo.furnish(clock);
  }

  /** What tests bring upon this engine. */
  public Trouble trouble() {
    return machine.trouble;
  }

  /** Makes a container as somebody else would who uses the same engine: its id is not ours. */
  public EngineRef createForeign(ContainerSpec spec) {
    return createForeign(spec, Set.of());
  }

  /** As somebody else would, who gives it more of the machine than this product does. */
  public EngineRef createForeign(ContainerSpec spec, Set<HostAccess> access) {
    return containers.createForeign(spec, access);
  }

  @Override
  public EngineInfo info() {
    return machine.call(
        Call.INFO,
        () ->
            new EngineInfo(
                "Memory",
                "1.0",
                "1.41",
                machine.cpus,
                machine.setup.memory(),
                "/var/lib/memory",
                Set.of()));
  }

  @Override
  public void ping(Duration limit) {
    machine.call(Call.PING, () -> true);
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
    return machine.call(Call.EVENTS, () -> machine.events.read(since));
  }

  /** Ends every pretended process and every stream. */
  @Override
  public void close() {
    machine.trouble.engineAway();
    responder.close();
  }
}
