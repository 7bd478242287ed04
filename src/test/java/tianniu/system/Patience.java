package tianniu.system;

import java.time.Duration;

/**
 * How long a test waits for what takes the machine its time. On a machine that is many times slower
 * (see {@code lab/modern}) TIANNIU_TEST_PATIENCE is how many; it is 1 otherwise. What a test waits
 * for to show that nothing happens is no matter of patience.
 */
final class Patience {
  private static final int FACTOR =
      Integer.parseInt(System.getenv().getOrDefault("TIANNIU_TEST_PATIENCE", "1"));

  private Patience() {}

  static Duration of(Duration usual) {
    return usual.multipliedBy(FACTOR);
  }
}
