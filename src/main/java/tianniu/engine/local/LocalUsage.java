package tianniu.engine.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tianniu.engine.Demand;
import tianniu.engine.EngineContainer;
import tianniu.engine.UsageEngine;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

/**
 * Usage of this machine's containers, read from the kernel's control groups and {@code /proc}: the
 * engine is not asked, and a sample costs some ten thousandths of what it costs there. The files of
 * a container that somebody follows are held open between two samples, those of the others while
 * there are descriptors enough.
 */
public final class LocalUsage implements UsageEngine {
  /** When the table of mounts is read again, if a container's groups are not where it says. */
  private static final long MOUNTS_GOOD_FOR_NANOS = 10_000_000_000L;

  private final ProcFiles proc;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final HeldFiles budget;

  /** Guards all that is below, and is hardly ever waited for: one thread samples. */
  private final ReentrantLock lock = new ReentrantLock();

  private final KernelText text = new KernelText();
  private final HostReadings host;
  private @Nullable List<CgroupDirs.Mount> mounts;
  private long mountsReadAt;

  public LocalUsage() {
    this(Path.of("/proc"), Clock.systemUTC(), System::nanoTime);
  }

  /**
   * @param proc the machine's {@code /proc}; where control groups are mounted stands in it
   */
  public LocalUsage(Path proc, InstantSource clock, LongSupplier nanoTime) {
    this(new ProcFiles(proc), clock, nanoTime, HeldFiles.of(new ProcFiles(proc)));
  }

  LocalUsage(ProcFiles proc, InstantSource clock, LongSupplier nanoTime, HeldFiles budget) {
    this.proc = proc;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.budget = budget;
    this.host = new HostReadings(proc, text, budget, nanoTime);
  }

  @Override
  public UsageFeed open(EngineContainer container) {
    return new Feed(container);
  }

  /** Empty when the container is gone, or its groups cannot be seen from here. */
  private Optional<CgroupDirs> locate(long pid) throws IOException {
    long now = nanoTime.getAsLong();
    List<CgroupDirs.Mount> known = mounts;
    if (known != null) {
      Optional<CgroupDirs> found = CgroupDirs.locate(proc, known, pid);
      if (found.isPresent() || now - mountsReadAt < MOUNTS_GOOD_FOR_NANOS) {
        return found;
      }
    }
    known = CgroupDirs.mounts(proc);
    mounts = known;
    mountsReadAt = now;
    return CgroupDirs.locate(proc, known, pid);
  }

  private final class Feed implements UsageFeed {
    private final EngineContainer container;

    /** Found at the first sample, and again after a failed one. */
    private @Nullable RunReader reader;

    private Demand demand = Demand.NONE;
    private boolean closed;

    Feed(EngineContainer container) {
      this.container = container;
    }

    @Override
    public void demand(Demand present) {
      lock.lock();
      try {
        demand = present;
        hold();
      } finally {
        lock.unlock();
      }
    }

    private void hold() {
      if (reader != null) {
        reader.hold(demand != Demand.NONE || budget.areToSpare());
      }
    }

    @Override
    public Optional<UsageSample> sample() {
      lock.lock();
      try {
        if (reader == null) {
          reader = closed ? null : find();
        }
        hold();
        return reader == null ? Optional.empty() : Optional.of(reader.read());
      } catch (IOException | NumberFormatException e) {
        // The container ended while it was being read, or its files are another run's by now.
        drop();
        return Optional.empty();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        drop();
      } finally {
        lock.unlock();
      }
    }

    private void drop() {
      if (reader != null) {
        reader.hold(false);
        reader = null;
      }
    }

    private @Nullable RunReader find() throws IOException {
      long pid = container.pid();
      Optional<CgroupDirs> dirs = pid <= 0 ? Optional.empty() : locate(pid);
      // Pids are used again: asked after their groups were found, so that those are its own.
      if (dirs.isEmpty() || !proc.isOf(pid, container.ref().value())) {
        return null;
      }
      NetworkTable network =
          proc.sharesHostNetwork(pid, container.network())
              ? null
              : new NetworkTable(proc, pid, container.ref().value(), text, budget);
      return new RunReader(
          new CgroupCounters(dirs.get(), text, budget), network, host, clock, nanoTime);
    }
  }
}
