package tianniu.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last probes of one container, over all its runs. There is one for each of many containers: it
 * keeps numbers in place of objects, less than 1 KiB, and grows to that only with use.
 */
final class ProbeHistory {
  static final int MOST = 50;

  private static final int FIRST = 4;

  /** In place of a status: there was none, or the probe could not be made. */
  private static final short NO_ANSWER = 0;

  private static final short NOT_MADE = -1;

  private long[] atMillis = new long[FIRST];
  private int[] tookMillis = new int[FIRST];
  private short[] statuses = new short[FIRST];
  private @Nullable String[] errors = new @Nullable String[FIRST];

  /** Where the next one goes. */
  private int next;

  private int size;

  synchronized void add(ProbeResult probed) {
    if (size == atMillis.length && size < MOST) {
      grow(Math.min(MOST, 2 * size));
    }
    Integer status = probed.status();
    atMillis[next] = probed.at().toEpochMilli();
    tookMillis[next] = (int) Math.min(Integer.MAX_VALUE, probed.took().toMillis());
    statuses[next] =
        probed.ok() == null ? NOT_MADE : status == null ? NO_ANSWER : status.shortValue();
    errors[next] = shared(probed.error());
    next = (next + 1) % MOST;
    size = Math.min(size + 1, MOST);
  }

  private void grow(int length) {
    atMillis = Arrays.copyOf(atMillis, length);
    tookMillis = Arrays.copyOf(tookMillis, length);
    statuses = Arrays.copyOf(statuses, length);
    errors = Arrays.copyOf(errors, length);
  }

  /** What goes wrong goes wrong in the same words again and again: they are kept once. */
  private @Nullable String shared(@Nullable String error) {
    if (error != null && size > 0) {
      String former = errors[Math.floorMod(next - 1, MOST)];
      return error.equals(former) ? former : error;
    }
    return error;
  }

  synchronized List<ProbeResult> newestFirst() {
    List<ProbeResult> all = new ArrayList<>(size);
    for (int i = 1; i <= size; i++) {
      int at = Math.floorMod(next - i, MOST);
      boolean made = statuses[at] != NOT_MADE;
      all.add(
          new ProbeResult(
              Instant.ofEpochMilli(atMillis[at]),
              made ? Boolean.valueOf(errors[at] == null) : null,
              statuses[at] > 0 ? Integer.valueOf(statuses[at]) : null,
              errors[at],
              Duration.ofMillis(tookMillis[at])));
    }
    return all;
  }
}
