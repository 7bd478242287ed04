package tianniu.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineState;
import tianniu.fault.FaultException;

/** Several callers who want the same at once: one gets it. */
class LiveViewRaceTest {
  private static final int CALLERS = 16;
  private static final int ROUNDS = 50;

  private final LiveView view = new LiveView(List.of());

  @Test
  void reserve_sameName_oneWins() throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      int base = 100 * round;
      String name = "web" + round;

      assertThat(
              winners(
                  i ->
                      view.reserve(
                          Seen.spec(Seen.id(base + i), name, 0),
                          Admission.FREE,
                          Task.of(Status.CREATING))))
          .isEqualTo(1);
    }
    assertThat(view.snapshot().newestFirst()).hasSize(ROUNDS);
  }

  @Test
  void reserve_samePort_oneWins() throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      int base = 100 * round;
      int port = 8000 + round;

      assertThat(
              winners(
                  i ->
                      view.reserve(
                          Seen.spec(Seen.id(base + i), "c" + (base + i), port),
                          Admission.FREE,
                          Task.of(Status.CREATING))))
          .isEqualTo(1);
    }
  }

  @Test
  void begin_sameContainer_oneWins() throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      int number = round;
      view.apply(Seen.ours(number, EngineState.RUNNING), view.ticket());

      assertThat(
              winners(
                  _ ->
                      view.begin(
                          Seen.id(number),
                          "stop",
                          Task.of(Status.STOPPING),
                          EnumSet.of(Status.RUNNING))))
          .isEqualTo(1);
    }
  }

  private static int winners(IntConsumer attempt) throws InterruptedException {
    CountDownLatch together = new CountDownLatch(1);
    AtomicInteger winners = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      int number = i;
      callers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      together.await();
                      attempt.accept(number);
                      winners.incrementAndGet();
                    } catch (FaultException | InterruptedException _) {
                      // Another was first.
                    }
                  }));
    }
    together.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    return winners.get();
  }
}
