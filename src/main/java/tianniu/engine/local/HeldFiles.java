package tianniu.engine.local;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** How many files may be held open at once, so that descriptors are left for everything else. */
final class HeldFiles {
  /** The kernel keeps a page for each file that was read: 32 MB, for some 1,400 containers. */
  private static final int MOST = 8192;

  /** Of what a process may open: the rest is for connections. */
  private static final int SHARE = 3;

  private static final int WITHOUT_A_WORD = 256;

  private final AtomicInteger left;
  private final int kept;

  /**
   * @param kept so many of them only for what somebody follows
   */
  HeldFiles(int most, int kept) {
    this.left = new AtomicInteger(most);
    this.kept = kept;
  }

  /** A third of what this process may open, half of that for what is followed. */
  static HeldFiles of(ProcFiles proc) {
    int most = Math.min(MOST, limit(proc) / SHARE);
    return new HeldFiles(most, most / 2);
  }

  private static int limit(ProcFiles proc) {
    // Max open files            20000                20000                files
    try {
      return proc.read("self/limits")
          .lines()
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.substring("Max open files".length()).strip().split("\\s+", 2)[0])
          .map(soft -> soft.equals("unlimited") ? Integer.MAX_VALUE : clamped(soft))
          .findFirst()
          .orElse(WITHOUT_A_WORD);
    } catch (IOException | NumberFormatException e) {
      return WITHOUT_A_WORD;
    }
  }

  private static int clamped(String number) {
    return Math.clamp(Long.parseLong(number), 0, Integer.MAX_VALUE);
  }

  /** Whether one more may be held; if so it is to be given back. */
  boolean take() {
    int before = left.getAndUpdate(n -> n > 0 ? n - 1 : n);
    return before > 0;
  }

  /** Whether there are some for what nobody follows at present. */
  boolean areToSpare() {
    return left.get() > kept;
  }

  void giveBack() {
    left.incrementAndGet();
  }

  int left() {
    return left.get();
  }
}
