package tianniu.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tianniu.store.EvenClock;

/** How long it is known what was done, on both databases. */
abstract class RetentionContract extends DeskGround {
  @Test
  void retention_oldOnes_go() {
    ask(desk(), ASKED, this::done);
    now = now.plus(Duration.ofHours(23));
    retention(100).prune();
    assertThat(ask(desk(), AGAIN, this::done).of()).isEqualTo("req-1");
    now = now.plus(Duration.ofHours(2));
    retention(100).prune();

    assertThat(ask(desk(), AGAIN, this::done).of()).isNull();
  }

  @Test
  void retention_clockSetForward_forgetsNothing() {
    AtomicLong nanos = new AtomicLong();
    Retention retention = retention(100, new EvenClock(() -> now, nanos::get));
    Desk desk = desk();
    ask(desk, ASKED, this::done);
    now = now.plus(Duration.ofHours(1));
    nanos.addAndGet(Duration.ofHours(1).toNanos());

    now = now.plus(Duration.ofDays(3650));
    retention.prune();
    assertThat(ask(desk, AGAIN, this::done).of()).isEqualTo("req-1");
    now = now.minus(Duration.ofDays(3650));
    retention.prune();
    assertThat(ask(desk, AGAIN, this::done).of()).isEqualTo("req-1");

    now = now.plus(Duration.ofHours(24));
    nanos.addAndGet(Duration.ofHours(24).toNanos());
    retention.prune();
    assertThat(ask(desk, AGAIN, this::done).of()).isNull();
  }

  @Test
  void retention_tooMany_theOldestGo() {
    Desk desk = desk();
    for (int i = 0; i < 5; i++) {
      now = now.plusSeconds(1);
      ask(desk, new Asked(new Slot("k1", "op", "n" + i), "f", "r"), this::done);
    }
    retention(2).prune();

    assertThat(store.read(RequestTable::extent).rows()).isEqualTo(2);
    assertThat(ask(desk, new Asked(new Slot("k1", "op", "n4"), "f", "r"), this::done).of())
        .isEqualTo("r");
  }
}
