package tianniu.access;

/**
 * How often a key may call.
 *
 * @param readsPerMinute 0 for as often as it likes
 * @param writesPerMinute of everything that does not only read; 0 for as often as it likes
 */
record RateLimits(int readsPerMinute, int writesPerMinute) {
  /** The most that can be asked for; more is no limit. */
  static final int MAX = 1_000_000;

  static final RateLimits NONE = new RateLimits(0, 0);

  /** Of a new key, when nothing else is said. */
  static final RateLimits DEFAULT = new RateLimits(1000, 300);

  /** Whether who has this may give that to another. */
  boolean covers(RateLimits other) {
    return covers(readsPerMinute, other.readsPerMinute)
        && covers(writesPerMinute, other.writesPerMinute);
  }

  /** The stricter of both, kind by kind. */
  RateLimits within(RateLimits bound) {
    return new RateLimits(
        within(readsPerMinute, bound.readsPerMinute),
        within(writesPerMinute, bound.writesPerMinute));
  }

  private static boolean covers(int mine, int others) {
    return mine == 0 || (others != 0 && others <= mine);
  }

  private static int within(int mine, int bound) {
    return covers(bound, mine) ? mine : bound;
  }
}
