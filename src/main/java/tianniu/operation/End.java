package tianniu.operation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tianniu.store.Store;

/**
 * The end of an operation, which is written behind it.
 *
 * @param startedAt null when it never was
 * @param rest what is written with it
 */
record End(
    Operation operation,
    Outcome outcome,
    @Nullable Instant startedAt,
    Instant endedAt,
    Store.Work<?> rest) {
  Entry entry() {
    return new Entry(operation, outcome.state(), outcome.why(), startedAt, endedAt);
  }
}
