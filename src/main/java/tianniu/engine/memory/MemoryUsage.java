package tianniu.engine.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.UsageEngine;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

/** The usage of pretended containers: their load, added up over the clock's time. */
final class MemoryUsage implements UsageEngine {
  private static final long TICKS_PER_SECOND = 100;

  /** Bytes of a usual disk operation and of a usual packet. */
  private static final long BLOCK = 4096;

  private static final long PACKET = 800;

  private final Machine machine;
  private final Instant bootedAt;

  MemoryUsage(Machine machine) {
    this.machine = machine;
    this.bootedAt = machine.setup.clock().instant().minus(Duration.ofDays(3));
  }

  @Override
  public UsageFeed open(EngineContainer container) {
    EngineRef ref = container.ref();
    Instant run = container.startedAt();
    return new UsageFeed() {
      @Override
      public Optional<UsageSample> sample() {
        machine.lock.lock();
        try {
          Box box = machine.find(ref);
          return machine.away || box == null || !box.isUp() || !box.startedAtIs(run)
              ? Optional.empty()
              : Optional.of(measure(box));
        } finally {
          machine.lock.unlock();
        }
      }

      @Override
      public void close() {}
    };
  }

  private UsageSample measure(Box box) {
    Instant now = machine.setup.clock().instant();
    Load load = box.load;
    double seconds = box.activeTime(machine.setup.clock()).toNanos() / 1e9;
    Cpus cpuLimit = box.spec.limits().cpu();
    double cores =
        cpuLimit == null
            ? load.cores()
            : Math.min(load.cores(), cpuLimit.nanos() / 1e9 / (1 + load.swing()));
    ByteSize memoryLimit = box.spec.limits().memory();
    long memory = memoryLimit == null ? machine.setup.memory().bytes() : memoryLimit.bytes();
    return new UsageSample(
        now,
        Duration.between(Instant.EPOCH, now).toNanos(),
        (long) (load.total(cores, seconds) * 1e9),
        hostCpu(now),
        machine.cpus,
        Math.min(load.memoryAt(seconds), memory),
        memory,
        network(box, load, seconds),
        new UsageSample.Io(
            count(load, load.readBytesPerSecond() / BLOCK, seconds),
            count(load, load.writeBytesPerSecond() / BLOCK, seconds),
            count(load, load.readBytesPerSecond(), seconds),
            count(load, load.writeBytesPerSecond(), seconds)));
  }

  private UsageSample.HostCpu hostCpu(Instant now) {
    double seconds = Duration.between(bootedAt, now).toMillis() / 1000.0;
    double total = seconds * TICKS_PER_SECOND * machine.cpus;
    return new UsageSample.HostCpu((long) (total * 0.2), (long) total);
  }

  private static UsageSample.@Nullable Network network(Box box, Load load, double seconds) {
    if (box.network().equals("host")) {
      return null;
    }
    if (box.network().equals("none")) {
      return new UsageSample.Network(0, 0, 0, 0, 0, 0, 0, 0);
    }
    return new UsageSample.Network(
        count(load, load.rxBytesPerSecond(), seconds),
        count(load, load.rxBytesPerSecond() / PACKET, seconds),
        0,
        0,
        count(load, load.txBytesPerSecond(), seconds),
        count(load, load.txBytesPerSecond() / PACKET, seconds),
        0,
        0);
  }

  private static long count(Load load, long rate, double seconds) {
    return (long) load.total((double) rate, seconds);
  }
}
