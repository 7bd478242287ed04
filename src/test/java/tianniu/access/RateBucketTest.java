package tianniu.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RateBucketTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = -5 * SECOND;

  private final RateBucket bucket = new RateBucket(60, NOW);

  @Test
  void take_aMinutesCallsAtOnce_passAndThenNoMore() {
    for (int i = 1; i <= 60; i++) {
      RateBucket.Taken taken = bucket.take(NOW);
      assertThat(taken.passes()).isTrue();
      assertThat(taken.remaining()).isEqualTo(60 - i);
      assertThat(taken.resetSeconds()).isEqualTo(i);
    }

    RateBucket.Taken refused = bucket.take(NOW);
    assertThat(refused.passes()).isFalse();
    assertThat(refused.remaining()).isZero();
    assertThat(refused.waitNanos()).isEqualTo(SECOND);
    assertThat(refused.resetSeconds()).isEqualTo(60);
  }

  @Test
  void take_afterTheWait_passesOnce() {
    empty(NOW);

    assertThat(bucket.take(NOW + SECOND - 1).passes()).isFalse();
    assertThat(bucket.take(NOW + SECOND).passes()).isTrue();
    assertThat(bucket.take(NOW + SECOND).passes()).isFalse();
  }

  @Test
  void take_refusedCalls_costNothing() {
    empty(NOW);
    for (int i = 0; i < 1000; i++) {
      bucket.take(NOW);
    }

    assertThat(bucket.take(NOW + SECOND).passes()).isTrue();
  }

  @Test
  void take_afterALongPause_holdsAMinutesCallsAndNoMore() {
    empty(NOW);

    assertThat(empty(NOW + 3600 * SECOND)).isEqualTo(60);
  }

  @Test
  void take_fromManyThreads_letsTheLimitPass() throws InterruptedException {
    AtomicInteger passed = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int k = 0; k < 100; k++) {
                      if (bucket.take(NOW).passes()) {
                        passed.incrementAndGet();
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(passed).hasValue(60);
  }

  private int empty(long now) {
    int passed = 0;
    while (bucket.take(now).passes()) {
      passed++;
    }
    return passed;
  }
}
