package tianniu.operation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;
import tianniu.live.Admission;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.operation.Operations.Lane;

class OperationsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final StatusReason WHY = new StatusReason("IMAGE_NOT_FOUND", "not there");

  private final LiveView view = new LiveView(List.of());
  private final Journal journal = Journal.inMemory();
  private final Operations operations = new Operations(journal, view, InstantSource.fixed(NOW));

  @Test
  void accept_work_isJournalledBeforeItIsDone() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    ContainerId id = reserved(1);

    Running running =
        operations.accept(
            "createContainer",
            id,
            Lane.WORK,
            () -> {
              go.await();
              return WHY;
            });

    assertThat(journal.open())
        .extracting(Operation::verb, Operation::container, Operation::acceptedAt)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("createContainer", id, NOW));
    assertThat(operations.underWay()).isEqualTo(1);
    go.countDown();
    assertThat(running.await(LONG)).isTrue();
    assertThat(journal.open()).isEmpty();
    assertThat(operations.underWay()).isZero();
  }

  @Test
  void await_end_comesAfterTheViewHasIt() {
    ContainerId id = reserved(1);

    Running running = operations.accept("createContainer", id, Lane.WORK, () -> WHY);

    assertThat(running.await(LONG)).isTrue();
    assertThat(running.why()).isEqualTo(WHY);
    assertThat(container(id).status()).isEqualTo(Status.FAILED);
    assertThat(container(id).reason()).isEqualTo(WHY);
  }

  @Test
  void work_throws_isAnInternalErrorWithoutItsText() {
    ContainerId id = reserved(1);

    Running running =
        operations.accept(
            "createContainer",
            id,
            Lane.WORK,
            () -> {
              throw new IllegalStateException("swordfish");
            });

    assertThat(running.await(LONG)).isTrue();
    StatusReason why = requireNonNull(running.why());
    assertThat(why.code()).isEqualTo("INTERNAL_ERROR");
    assertThat(why.message()).doesNotContain("swordfish");
  }

  @Test
  void lane_full_makesTheRestWait() throws InterruptedException {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch full = new CountDownLatch(3);
    CountDownLatch go = new CountDownLatch(1);
    List<Running> all =
        java.util.stream.IntStream.range(0, 12)
            .mapToObj(
                i ->
                    operations.accept(
                        "createContainer",
                        reserved(i),
                        Lane.PULL,
                        () -> {
                          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                          full.countDown();
                          go.await();
                          atOnce.decrementAndGet();
                          return WHY;
                        }))
            .toList();
    full.await();
    go.countDown();

    assertThat(all).allMatch(running -> running.await(LONG));
    assertThat(most).hasValue(3);
  }

  @Test
  void await_timeUp_isFalse() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    Running running =
        operations.accept(
            "createContainer",
            reserved(1),
            Lane.WORK,
            () -> {
              go.await();
              return null;
            });

    assertThat(running.await(Duration.ofMillis(1))).isFalse();
    assertThat(running.await(Duration.ofSeconds(-1))).isFalse();
    assertThat(running.why()).isNull();
    go.countDown();
    assertThat(running.await(LONG)).isTrue();
  }

  @Test
  void close_workUnderWay_isGivenTimeToEnd() {
    AtomicInteger done = new AtomicInteger();
    operations.accept(
        "createContainer",
        reserved(1),
        Lane.WORK,
        () -> {
          done.incrementAndGet();
          return null;
        });

    operations.close();

    assertThat(done).hasValue(1);
    assertThat(operations.underWay()).isZero();
  }

  private ContainerId reserved(int number) {
    ContainerId id = new ContainerId("%032x".formatted(number));
    view.reserve(
        new ContainerSpec(
            id,
            "c" + number,
            "busybox",
            NOW,
            null,
            Map.of(),
            List.of(),
            List.of(),
            null,
            ResourceLimits.NONE,
            List.of(),
            RestartPolicy.NO,
            null,
            ProcessSpec.IMAGE_DEFAULTS),
        Admission.FREE);
    return id;
  }

  private LiveContainer container(ContainerId id) {
    return requireNonNull(view.find(id));
  }
}
