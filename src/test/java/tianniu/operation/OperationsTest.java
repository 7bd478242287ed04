package tianniu.operation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tianniu.Waiting.until;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tianniu.engine.PullProgress;
import tianniu.engine.PullProgress.Phase;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.operation.Operations.Lane;
import tianniu.operation.Operations.Work;

class OperationsTest extends OperationsGround {
  @Test
  void accept_work_isOnDiskBeforeItIsDone() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);

    Running running = operations.accept(making(1, Lane.WORK, held(go)));

    assertThat(open(store))
        .extracting(Operation::id, Operation::verb, Operation::container, Operation::acceptedAt)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(running.id(), "createContainer", id(1), NOW));
    assertThat(operations.underWay()).isEqualTo(1);
    go.countDown();
    assertThat(running.await(LONG)).isTrue();
    assertThat(operations.underWay()).isZero();
    until(() -> open(store).isEmpty());
    assertThat(journal.find(running.id()).orElseThrow().state()).isEqualTo(State.SUCCEEDED);
  }

  @Test
  void await_end_comesAfterTheViewHasIt() {
    Running running = operations.accept(making(1, Lane.WORK, _ -> WHY));

    assertThat(running.await(LONG)).isTrue();
    assertThat(running.why()).isEqualTo(WHY);
    assertThat(container(1).status()).isEqualTo(Status.FAILED);
    assertThat(container(1).reason()).isEqualTo(WHY);
    Entry entry = journal.find(running.id()).orElseThrow();
    assertThat(entry.state()).isEqualTo(State.FAILED);
    assertThat(entry.why()).isEqualTo(WHY);
  }

  @Test
  void accept_storeAway_isRefusedAndLeavesTheViewAsItWas() {
    Order create = making(1, Lane.WORK, _ -> null);
    store.close();

    FaultException thrown =
        catchThrowableOfType(FaultException.class, () -> operations.accept(create));

    assertThat(thrown.fault()).isInstanceOf(Fault.StoreUnavailable.class);
    assertThat(view.snapshot().newestFirst()).isEmpty();
  }

  @Test
  void accept_isPromisedInTheViewOnceItIsOnDisk_andNotBefore() {
    Order made = making(1, Lane.WORK, _ -> null);
    assertThat(container(1).isAsked()).isTrue();
    Running running =
        operations.accept(
            new Order(
                made.operation(),
                made.lane(),
                _ -> {
                  assertThat(container(1).isAsked()).isFalse();
                  return null;
                },
                made.addendum(),
                null));

    assertThat(running.await(LONG)).isTrue();
    assertThat(running.outcome()).isEqualTo(new Outcome.Succeeded());
  }

  @Test
  void accept_severalAndStoreAway_allAreAsTheyWere() {
    List<Order> retries = IntStream.range(0, 3).mapToObj(this::retrying).toList();
    assertThat(container(2).status()).isEqualTo(Status.STARTING);
    store.close();

    FaultException thrown =
        catchThrowableOfType(FaultException.class, () -> operations.accept(retries));

    assertThat(thrown.fault()).isInstanceOf(Fault.StoreUnavailable.class);
    for (int i = 0; i < 3; i++) {
      assertThat(container(i).status()).isEqualTo(Status.FAILED);
      assertThat(container(i).reason()).isEqualTo(WHY);
    }
  }

  @Test
  void work_throws_isAnInternalErrorWithoutItsText() {
    Running running =
        operations.accept(
            making(
                1,
                Lane.WORK,
                _ -> {
                  throw new IllegalStateException("swordfish");
                }));

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
    Work work =
        _ -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          full.countDown();
          go.await();
          atOnce.decrementAndGet();
          return WHY;
        };
    List<Running> all =
        operations.accept(
            IntStream.range(0, 12).mapToObj(i -> making(i, Lane.PULL, work)).toList());
    full.await();
    go.countDown();

    assertThat(all).allMatch(running -> running.await(LONG));
    assertThat(most).hasValue(3);
  }

  @Test
  void await_timeUp_isFalse() {
    CountDownLatch go = new CountDownLatch(1);
    Running running = operations.accept(making(1, Lane.WORK, held(go)));

    assertThat(running.await(Duration.ofMillis(1))).isFalse();
    assertThat(running.await(Duration.ofSeconds(-1))).isFalse();
    assertThat(running.why()).isNull();
    go.countDown();
    assertThat(running.await(LONG)).isTrue();
  }

  @Test
  void cancel_waitingForItsTurn_isNeverDone() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    List<Running> before =
        operations.accept(
            IntStream.range(0, 3).mapToObj(i -> making(i, Lane.PULL, held(go))).toList());
    before.forEach(running -> until(() -> !running.standing().cancellable()));
    Running waiting =
        operations.accept(
            making(
                9,
                Lane.PULL,
                _ -> {
                  done.incrementAndGet();
                  return null;
                }));

    assertThat(waiting.cancel()).isTrue();

    assertThat(waiting.await(LONG)).isTrue();
    assertThat(waiting.outcome()).isEqualTo(new Outcome.Cancelled());
    assertThat(waiting.standing().startedAt()).isNull();
    assertThat(container(9).status()).isEqualTo(Status.FAILED);
    assertThat(requireNonNull(container(9).reason()).code()).isEqualTo("OPERATION_CANCELLED");
    assertThat(before.getFirst().cancel()).isFalse();
    go.countDown();
    assertThat(before).allMatch(running -> running.await(LONG));
    assertThat(done).hasValue(0);
    assertThat(journal.find(waiting.id()).orElseThrow().state()).isEqualTo(State.CANCELLED);
  }

  @Test
  void cancel_anotherAttempt_isAsItWasBefore() {
    CountDownLatch never = new CountDownLatch(1);
    Order retry = retrying(1);
    Order pulls =
        new Order(
            retry.operation(),
            Lane.NONE,
            self -> {
              self.pulling(_ -> waitFor(never));
              return null;
            },
            retry.addendum(),
            retry.before());
    Running running = operations.accept(pulls);
    until(() -> running.standing().step() == Step.PULLING && running.standing().cancellable());

    assertThat(running.cancel()).isTrue();

    assertThat(running.await(LONG)).isTrue();
    assertThat(container(1).status()).isEqualTo(Status.FAILED);
    assertThat(container(1).reason()).isEqualTo(WHY);
  }

  @Test
  void pulling_layers_areAddedUp() throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Running running =
        operations.accept(
            making(
                1,
                Lane.PULL,
                self -> {
                  self.pulling(
                      progress -> {
                        progress.accept(new PullProgress("a", Phase.DONE, 0, 0));
                        progress.accept(new PullProgress("b", Phase.DOWNLOADING, 10, 40));
                        progress.accept(new PullProgress("c", Phase.DOWNLOADING, 5, 60));
                        progress.accept(new PullProgress("c", Phase.EXTRACTING, 1, 500));
                        told.countDown();
                        waitFor(go);
                      });
                  return null;
                }));
    told.await();

    Running.Standing standing = running.standing();

    assertThat(standing.step()).isEqualTo(Step.PULLING);
    assertThat(standing.startedAt()).isEqualTo(NOW);
    assertThat(standing.pull()).isEqualTo(new PullTally.Sum(3, 1, 100, 70));
    go.countDown();
    assertThat(running.await(LONG)).isTrue();
  }

  @Test
  void close_workUnderWay_isGivenTimeToEnd() {
    AtomicInteger done = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    operations.accept(
        making(
            1,
            Lane.WORK,
            _ -> {
              begun.countDown();
              done.incrementAndGet();
              return null;
            }));
    waitFor(begun);

    operations.close();

    assertThat(done).hasValue(1);
    assertThat(operations.underWay()).isZero();
  }

  @Test
  void close_workThatWaitsForItsTurn_staysOpenAndNoMoreIsAccepted() {
    CountDownLatch go = new CountDownLatch(1);
    List<Running> first =
        operations.accept(
            IntStream.range(0, 3).mapToObj(i -> making(i, Lane.PULL, held(go))).toList());
    first.forEach(running -> until(() -> !running.standing().cancellable()));
    Running waiting = operations.accept(making(9, Lane.PULL, _ -> null));
    Thread closing = Thread.ofVirtual().start(operations::close);

    assertThat(waiting.await(LONG)).isFalse();
    go.countDown();
    waitFor(closing);
    journal.close();

    assertThat(open(store)).extracting(Operation::id).containsExactly(waiting.id());
    Order late = making(10, Lane.WORK, _ -> null);
    FaultException thrown =
        catchThrowableOfType(FaultException.class, () -> operations.accept(late));
    assertThat(thrown.fault()).isInstanceOf(Fault.Overloaded.class);
  }
}
