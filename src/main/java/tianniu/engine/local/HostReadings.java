package tianniu.engine.local;

import java.io.IOException;
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
  private static final byte[] CPU = KernelText.word("cpu");
  private static final byte[] MEM_TOTAL = KernelText.word("MemTotal:");

  private final KernelFile stat;
  private final KernelFile meminfo;
  private final KernelText text;
  private final LongSupplier nanoTime;
  private @Nullable Processors last;
  private long memoryBytes;

  HostReadings(ProcFiles proc, KernelText text, HeldFiles budget, LongSupplier nanoTime) {
    this.stat = new KernelFile(proc.root(), "stat", budget);
    this.meminfo = new KernelFile(proc.root(), "meminfo", budget);
    this.text = text;
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
    stat.read(text, true);
    Processors read = parse(now);
    last = read;
    return read;
  }

  /** Does not change while we live, but for hot-plugged memory, which nobody measures by us. */
  long memoryBytes() throws IOException {
    if (memoryBytes == 0) {
      meminfo.read(text, false);
      while (text.nextLine()) {
        if (text.skip(MEM_TOTAL)) {
          memoryBytes = text.number() * 1024;
          return memoryBytes;
        }
      }
      throw new IOException("no MemTotal in meminfo");
    }
    return memoryBytes;
  }

  /** One line for all processors, then one for each. */
  private Processors parse(long now) throws IOException {
    if (!text.nextLine() || !text.skip(CPU)) {
      throw new IOException("no processors in stat");
    }
    long total = 0;
    long idle = 0;
    for (int i = 0; i < COUNTED_FIELDS && text.skipBlanks(); i++) {
      long ticks = text.number();
      total += ticks;
      idle += i == IDLE || i == IOWAIT ? ticks : 0;
    }
    int online = 0;
    while (text.nextLine() && text.skip(CPU)) {
      online++;
    }
    return new Processors(new UsageSample.HostCpu(total - idle, total), Math.max(1, online), now);
  }
}
