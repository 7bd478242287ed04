package tianniu;

import java.util.function.BooleanSupplier;

/** For what happens on another thread a moment later. */
public final class Waiting {
  private Waiting() {}

  /** Waits without a limit: a test that is stuck shows where, one that gave up does not. */
  public static void until(BooleanSupplier isSo) {
    while (!isSo.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }
}
