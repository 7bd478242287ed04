package tianniu.engine;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How long somebody waits for what a thread asks the engine. It bounds all calls together that the
 * thread makes within it, whatever each of them might take: an engine that hangs is answered for in
 * time.
 */
public final class Patience {
  /** Clients are promised an answer within 5 s; the rest is for what is done beside the calls. */
  private static final Duration OF_A_CALLER = Duration.ofSeconds(4);

  private static final ScopedValue<Long> END = ScopedValue.newInstance();

  private Patience() {}

  /**
   * Does what a caller waits for. The work behind an answer has its own threads, and all the time
   * it needs.
   */
  public static <T> T ofCaller(Supplier<T> work) {
    return within(OF_A_CALLER, work);
  }

  /** Does work whose calls to the engine fail when they are not over in time. */
  public static <T> T within(Duration limit, Supplier<T> work) {
    long end = System.nanoTime() + left(limit).toNanos();
    return ScopedValue.where(END, end).call(work::get);
  }

  /** Whether somebody waits for what this thread does. */
  public static boolean isBound() {
    return END.isBound();
  }

  /** The time that a call may take: what it usually may, or what is left when that is less. */
  public static Duration left(Duration usual) {
    if (!END.isBound()) {
      return usual;
    }
    Duration left = Duration.ofNanos(END.get() - System.nanoTime());
    return left.compareTo(usual) < 0 ? left : usual;
  }
}
