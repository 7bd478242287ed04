package tianniu.engine.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerEngine;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.ContainerSummary;
import tianniu.engine.Cpus;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.HostAccess;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.VolumeMount;
import tianniu.fault.Fault;

/** The twin's containers. */
final class MemoryContainers implements ContainerEngine {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");

  /** Docker's least memory limit. */
  private static final ByteSize LEAST_MEMORY = new ByteSize(6L << 20);

  private final Machine machine;
  private final Runs runs;

  MemoryContainers(Machine machine, Runs runs) {
    this.machine = machine;
    this.runs = runs;
  }

  @Override
  public List<ContainerSummary> list() {
    // Docker's order: the newest first.
    return machine.call(
        Call.LIST, () -> machine.boxes().reversed().stream().map(Box::summary).toList());
  }

  @Override
  public Optional<EngineContainer> find(EngineRef ref) {
    return machine.call(Call.FIND, () -> Optional.ofNullable(machine.find(ref)).map(Box::facts));
  }

  @Override
  public Optional<String> makerOf(EngineRef ref) {
    return machine.call(
        Call.FIND,
        () -> Optional.ofNullable(machine.find(ref)).map(box -> box.spec.installation()));
  }

  @Override
  public EngineRef create(ContainerSpec spec) {
    return machine.call(Call.CREATE, () -> create(spec, spec.id(), spec.createdAt()).ref);
  }

  /** A container that was not made through the product. */
  EngineRef createForeign(ContainerSpec spec, Set<HostAccess> access) {
    return machine.call(
        Call.CREATE,
        () -> {
          Box box = create(spec, null, machine.setup.clock().instant());
          box.hostAccess = access;
          return box.ref;
        });
  }

  private Box create(ContainerSpec spec, @Nullable ContainerId issuedId, Instant createdAt) {
    MemoryImage image = machine.images.get(MemoryImage.tagged(spec.image()));
    if (image == null) {
      throw new Fault.NoSuchImage(spec.image(), Fault.ImageProblem.NOT_FOUND).asException();
    }
    check(spec);
    Box box =
        new Box(
            machine.newRef(),
            issuedId,
            spec,
            image,
            createdAt,
            new LogBook(machine.lock, machine.setup.clock()));
    machine.add(box);
    machine.tell(box, "create");
    return box;
  }

  private void check(ContainerSpec spec) {
    if (!NAME.matcher(spec.name()).matches()) {
      throw Machine.refused("Invalid container name (" + spec.name() + ")");
    }
    if (machine.boxes().stream().anyMatch(box -> box.spec.name().equals(spec.name()))) {
      throw new Fault.ContainerExists(spec.name()).asException();
    }
    if (spec.network() != null && !MemoryResources.isNetwork(machine, spec.network())) {
      throw new Fault.NoSuchNetwork(spec.network()).asException();
    }
    for (VolumeMount volume : spec.volumes()) {
      boolean exists =
          volume.isBind()
              ? MemoryHost.exists(machine, volume.source())
              : machine.volumes.containsKey(volume.source());
      if (!exists) {
        throw new Fault.NoSuchVolume(volume.source()).asException();
      }
    }
    Cpus cpu = spec.limits().cpu();
    if (cpu != null && cpu.nanos() > machine.cpus * 1_000_000_000L) {
      throw Machine.refused(
          "Range of CPUs is from 0.01 to "
              + machine.cpus
              + ".00, as there are only "
              + machine.cpus
              + " CPUs available");
    }
    ByteSize memory = spec.limits().memory();
    if (memory != null && memory.compareTo(LEAST_MEMORY) < 0) {
      throw Machine.refused("Minimum memory limit allowed is 6MB");
    }
  }

  @Override
  public Change start(EngineRef ref) {
    return machine.call(Call.START, () -> runs.start(machine.box(ref)));
  }

  @Override
  public Change stop(EngineRef ref, Duration grace) {
    return machine.call(Call.STOP, () -> runs.stop(machine.box(ref), grace));
  }

  @Override
  public void restart(EngineRef ref, Duration grace) {
    machine.callVoid(
        Call.RESTART,
        () -> {
          Box box = machine.box(ref);
          runs.stop(box, grace);
          runs.start(box);
          machine.tell(box, "restart");
        });
  }

  @Override
  public void pause(EngineRef ref) {
    machine.callVoid(Call.PAUSE, () -> runs.pause(machine.box(ref)));
  }

  @Override
  public void unpause(EngineRef ref) {
    machine.callVoid(Call.UNPAUSE, () -> runs.unpause(machine.box(ref)));
  }

  @Override
  public void remove(EngineRef ref, boolean force, boolean volumes) {
    machine.callVoid(
        Call.REMOVE,
        () -> {
          Box box = machine.box(ref);
          if (!force && (box.isUp() || box.state == EngineState.RESTARTING)) {
            throw Machine.refused(
                "You cannot remove a running container "
                    + ref
                    + ". Stop the container before attempting removal or force remove");
          }
          runs.kill(box);
          if (machine.find(ref) == null) {
            // Another call removed it while this one waited for the process.
            throw new Fault.NoSuchContainer(ref.value()).asException();
          }
          machine.drop(box);
          machine.tell(box, "destroy");
        });
  }

  @Override
  public LogStream logs(EngineRef ref, LogQuery query) {
    return machine.call(
        Call.LOGS,
        () -> {
          Box box = machine.box(ref);
          return box.log.read(query, box.isUp());
        });
  }

  @Override
  public LogStream lastLines(EngineContainer container, int most) {
    return logs(container.ref(), new LogQuery(null, null, most, false));
  }
}
