package tianniu;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** For what happens on another thread a moment later. */
public final class Waiting {
  private static final int BETWEEN_LOOKS_NANOS = 1_000_000;

  private Waiting() {}

  /**
   * Waits without a limit: a test that is stuck shows where, one that gave up does not. It leaves
   * the processor to what it waits for.
   */
  public static void until(BooleanSupplier isSo) {
    while (!isSo.getAsBoolean()) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }

  /** Waits for one as {@link #until} does, and gives it. */
  public static <T> T untilThere(Supplier<Optional<T>> one) {
    AtomicReference<Optional<T>> found = new AtomicReference<>(Optional.empty());
    until(
        () -> {
          found.set(one.get());
          return found.get().isPresent();
        });
    return found.get().orElseThrow();
  }
}
