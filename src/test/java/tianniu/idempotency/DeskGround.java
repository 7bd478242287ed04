package tianniu.idempotency;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tianniu.config.Config;
import tianniu.http.Reply;
import tianniu.idempotency.Desk.Given;
import tianniu.keyring.MasterKey;
import tianniu.store.Store;
import tianniu.store.Stores;

/** A desk and its store, on a clock that goes by hand. */
abstract class DeskGround {
  static final Duration LONG = Duration.ofHours(1);
  static final Slot SLOT = new Slot("k1", "createContainer", "order-1");
  static final Asked ASKED = new Asked(SLOT, "f1", "req-1");
  static final Asked AGAIN = new Asked(SLOT, "f1", "req-2");
  @TempDir private Path dataDir;
  final AtomicInteger runs = new AtomicInteger();
  Instant now = Instant.parse("2026-11-26T07:00:00Z");
  private MasterKey key;
  Store store;

  abstract Config.Storage storage();

  @BeforeEach
  final void open() throws IOException {
    key = MasterKey.loadOrCreate(dataDir, null);
    store = Stores.open(dataDir, storage(), key);
  }

  @AfterEach
  final void close() {
    store.close();
  }

  Desk desk() {
    return desk(LONG);
  }

  /** As another process has it: it knows what is in the store alone. */
  Desk desk(Duration patience) {
    return new Desk(store, key, () -> now, new Random(), retention(100), patience);
  }

  Retention retention(long rows) {
    return retention(rows, () -> now);
  }

  Retention retention(long rows, InstantSource clock) {
    return new Retention(
        store, clock, new Retention.Bounds(Duration.ofHours(24), rows, 256L << 20));
  }

  Reply done(Turn turn) {
    return Reply.json(List.of(turn.id().orElseThrow(), runs.incrementAndGet()));
  }

  static Given ask(Desk desk, Asked asked, Errand errand) {
    return desk.admit(asked, () -> "plan", errand);
  }
}
