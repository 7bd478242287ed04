package tianniu.engine.local;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tianniu.engine.UsageSample;

/**
 * The kernel's table of a container's network interfaces. Held open it stays the container's,
 * whoever gets the number of its process, and keeps the container's network in being: let go of it
 * as soon as the container has ended.
 */
final class NetworkTable {
  /** Columns as in {@code /proc/net/dev}: eight for what was received, eight for what was sent. */
  private static final int COLUMNS = 16;

  private static final byte[] LOOPBACK = KernelText.word("lo:");

  private final ProcFiles proc;
  private final long pid;
  private final String containerId;
  private final KernelFile file;
  private final KernelText text;
  private final long[] sums = new long[COLUMNS];

  NetworkTable(ProcFiles proc, long pid, String containerId, KernelText text, HeldFiles budget) {
    this.proc = proc;
    this.pid = pid;
    this.containerId = containerId;
    this.text = text;
    Path folder = proc.root().resolve(Long.toString(pid)).resolve("net");
    this.file = new KernelFile(folder, "dev", budget);
  }

  /** Sums over all interfaces but loopback. */
  UsageSample.Network read(boolean hold) throws IOException {
    boolean byPid = file.isToBeOpened();
    file.read(text, hold);
    // Opened by pid, it is the container's only if the pid was, after it was opened.
    if (byPid && !proc.isOf(pid, containerId)) {
      file.release();
      throw new NoSuchFileException("process " + pid + " is not the container's any more");
    }
    for (int i = 0; i < COLUMNS; i++) {
      sums[i] = 0;
    }
    while (text.nextLine()) {
      if (text.skipBlanks() && !text.skip(LOOPBACK) && text.skipPastLast(':')) {
        addLine();
      }
    }
    return new UsageSample.Network(
        sums[0], sums[1], sums[2], sums[3], sums[8], sums[9], sums[10], sums[11]);
  }

  private void addLine() {
    for (int i = 0; i < COLUMNS && text.skipBlanks(); i++) {
      sums[i] += text.number();
    }
  }

  void release() {
    file.release();
  }
}
