package tianniu.engine.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;
import tianniu.engine.UsageEngine;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

/**
 * Usage of this machine's containers, read from the kernel's control groups and {@code /proc}: the
 * engine is not asked, and a sample costs some ten thousandths of what it costs there.
 */
public final class LocalUsage implements UsageEngine {
  private final ProcFiles proc;
  private final HostReadings host;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  public LocalUsage() {
    this(Path.of("/proc"), Clock.systemUTC(), System::nanoTime);
  }

  /**
   * @param proc the machine's {@code /proc}; where control groups are mounted stands in it
   */
  public LocalUsage(Path proc, InstantSource clock, LongSupplier nanoTime) {
    this.proc = new ProcFiles(proc);
    this.host = new HostReadings(this.proc, nanoTime);
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  @Override
  public UsageFeed open(EngineContainer container) {
    return new Feed(container);
  }

  private final class Feed implements UsageFeed {
    private final EngineContainer container;

    /** Found at the first sample; null until then. */
    private volatile @Nullable Group group;

    Feed(EngineContainer container) {
      this.container = container;
    }

    @Override
    public Optional<UsageSample> sample() {
      try {
        Group found = group();
        return found == null ? Optional.empty() : Optional.of(read(found));
      } catch (IOException | NumberFormatException e) {
        // The container ended while it was being read.
        return Optional.empty();
      }
    }

    @Override
    public void close() {
      // Nothing is held open between two samples.
    }

    private @Nullable Group group() throws IOException {
      Group known = group;
      long pid = container.pid();
      if (known != null || pid <= 0) {
        return known;
      }
      Optional<CgroupDirs> dirs = CgroupDirs.locate(proc, pid);
      // Pids are used again: asked after their groups were found, so that those are its own.
      if (dirs.isEmpty() || !proc.isOf(pid, container.ref().value())) {
        return null;
      }
      known =
          new Group(
              new CgroupCounters(dirs.get()), proc.sharesHostNetwork(pid, container.network()));
      group = known;
      return known;
    }

    private UsageSample read(Group from) throws IOException {
      HostReadings.Processors processors = host.processors();
      // Together: the clock belongs to the processor time, which rates are made of.
      long cpuNanos = from.counters.cpuNanos();
      long nanos = nanoTime.getAsLong();
      return new UsageSample(
          clock.instant(),
          nanos,
          cpuNanos,
          processors.cpu(),
          processors.online(),
          from.counters.memoryBytes(),
          from.counters.memoryLimitBytes(host.memoryBytes()),
          from.sharesHostNetwork ? null : network(),
          from.counters.io());
    }

    private UsageSample.@Nullable Network network() throws IOException {
      String text = proc.read(container.pid(), "net/dev");
      // The file went by pid: it is the container's only if the pid was, after it was read.
      return proc.isOf(container.pid(), container.ref().value()) ? NetDev.sum(text) : null;
    }
  }

  private record Group(CgroupCounters counters, boolean sharesHostNetwork) {}

  /** The kernel's table of network interfaces. */
  private static final class NetDev {
    private static final int COLUMNS = 16;

    private NetDev() {}

    /** Sums all interfaces but loopback, columns as in {@code /proc/net/dev}. */
    static UsageSample.Network sum(String text) {
      long[] sums = new long[COLUMNS];
      List<String> lines = text.lines().filter(line -> line.contains(":")).toList();
      for (String line : lines) {
        int colon = line.lastIndexOf(':');
        String[] columns = line.substring(colon + 1).strip().split("\\s+", -1);
        if (line.substring(0, colon).strip().equals("lo") || columns.length < COLUMNS) {
          continue;
        }
        for (int i = 0; i < COLUMNS; i++) {
          sums[i] += Long.parseLong(columns[i]);
        }
      }
      return new UsageSample.Network(
          sums[0], sums[1], sums[2], sums[3], sums[8], sums[9], sums[10], sums[11]);
    }
  }
}
