package tianniu.engine.local;

import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;

/** The machine's processors and memory; what is read is good for all containers of one sweep. */
final class HostReadings {
  /** Long enough for one sweep over all containers, short against the second between two. */
  private static final long GOOD_FOR_NANOS = 100_000_000;

  /** user nice system idle iowait irq softirq steal; the two that follow are in the first two. */
  private static final int COUNTED_FIELDS = 8;

  private static final int IDLE = 3;
  private static final int IOWAIT = 4;

  private final ProcFiles proc;
  private final LongSupplier nanoTime;
  private volatile @Nullable Processors last;
  private volatile long memoryBytes;

  HostReadings(ProcFiles proc, LongSupplier nanoTime) {
    this.proc = proc;
    this.nanoTime = nanoTime;
  }

  /**
   * Processors at one moment.
   *
   * @param online how many the machine runs on
   */
  record Processors(UsageSample.HostCpu cpu, int online, long readAt) {}

  Processors processors() throws IOException {
    Processors known = last;
    long now = nanoTime.getAsLong();
    if (known != null && now - known.readAt < GOOD_FOR_NANOS) {
      return known;
    }
    Processors read = parse(proc.read("stat"), now);
    last = read;
    return read;
  }

  /** Does not change while we live, but for hot-plugged memory, which nobody measures by us. */
  long memoryBytes() throws IOException {
    if (memoryBytes == 0) {
      memoryBytes =
          proc.read("meminfo")
              .lines()
              .filter(line -> line.startsWith("MemTotal:"))
              .findFirst()
              .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
              .orElseThrow(() -> new IOException("no MemTotal in meminfo"));
    }
    return memoryBytes;
  }

  private static Processors parse(String stat, long now) throws IOException {
    List<String> lines = stat.lines().filter(line -> line.startsWith("cpu")).toList();
    if (lines.isEmpty()) {
      throw new IOException("no processors in stat");
    }
    String[] fields = lines.getFirst().strip().split("\\s+", -1);
    long total = 0;
    long idle = 0;
    for (int i = 0; i < COUNTED_FIELDS && i + 1 < fields.length; i++) {
      long ticks = Long.parseLong(fields[i + 1]);
      total += ticks;
      idle += i == IDLE || i == IOWAIT ? ticks : 0;
    }
    return new Processors(
        new UsageSample.HostCpu(total - idle, total), Math.max(1, lines.size() - 1), now);
  }
}
