package tianniu.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.http.Deed;
import tianniu.http.Reply;
import tianniu.idempotency.Desk.Given;
import tianniu.store.BrokenStore;

/** What is done once is done once, on both databases. */
abstract class DeskContract extends RetentionContract {
  private static final Asked OTHER = new Asked(SLOT, "f2", "req-3");
  private static final Fault REFUSAL = new Fault.ContainerExists("web");
  private static final Fault AWAY = new Fault.EngineUnavailable("it went away");

  /** Stands for the death of the process in the middle of an errand. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }

  private static String body(Given given) {
    ByteBuffer body =
        switch (given.reply()) {
          case Reply.Whole whole -> whole.body();
          case Reply.Again again -> again.body();
          default -> throw new IllegalArgumentException(given.toString());
        };
    return StandardCharsets.UTF_8.decode(body.duplicate()).toString();
  }

  private static Fault refused(Desk desk, Asked asked, Errand errand) {
    return Objects.requireNonNull(
            catchThrowableOfType(FaultException.class, () -> ask(desk, asked, errand)))
        .fault();
  }

  private static Errand failing(Fault fault) {
    return _ -> {
      throw fault.asException();
    };
  }

  private Errand dying() {
    return _ -> {
      runs.incrementAndGet();
      throw new Death();
    };
  }

  @Test
  void again_sameRequest_hasTheFirstAnswer() {
    Desk desk = desk();

    Given first = ask(desk, ASKED, this::done);
    Given second = ask(desk, AGAIN, this::done);
    Given later = ask(desk(), AGAIN, this::done);

    assertThat(runs).hasValue(1);
    assertThat(first.of()).isNull();
    assertThat(second.of()).isEqualTo("req-1");
    assertThat(body(second)).isEqualTo(body(first));
    assertThat(later).usingRecursiveComparison().isEqualTo(second);
    assertThat(later.reply())
        .isInstanceOfSatisfying(
            Reply.Again.class,
            again -> {
              assertThat(again.status()).isEqualTo(200);
              assertThat(again.outcome()).isEqualTo(Deed.OK);
              assertThat(again.headers()).containsEntry("Idempotency-Replayed", "true");
            });
  }

  @Test
  void again_otherRequest_isRefused() {
    Desk desk = desk();
    ask(desk, ASKED, this::done);

    assertThat(refused(desk, OTHER, this::done)).isEqualTo(new Fault.IdempotencyKeyReused());
    assertThat(refused(desk(), OTHER, this::done)).isEqualTo(new Fault.IdempotencyKeyReused());
    assertThat(runs).hasValue(1);
  }

  @Test
  void sameName_ofAnotherKeyOrOperation_isItsOwn() {
    Desk desk = desk();
    ask(desk, ASKED, this::done);
    ask(desk, new Asked(new Slot("k2", SLOT.operation(), SLOT.name()), "f2", "r"), this::done);
    ask(desk, new Asked(new Slot("k1", "execInContainer", SLOT.name()), "f3", "r"), this::done);

    assertThat(runs).hasValue(3);
  }

  @Test
  void refusal_changedNothing_isTriedAnew() {
    Desk desk = desk();
    assertThat(refused(desk, ASKED, failing(REFUSAL))).isEqualTo(REFUSAL);
    assertThat(store.read(RequestTable::extent).rows()).isZero();

    assertThat(ask(desk, OTHER, this::done).of()).as("also what it asks may differ now").isNull();
    assertThat(runs).hasValue(1);
  }

  @Test
  void death_beforeTheAnswer_isResumedWithTheSameIdAndPlan() {
    List<Turn> turns = new ArrayList<>();
    Errand noting =
        turn -> {
          turns.add(turn);
          return turns.size() == 1 ? dying().run(turn) : done(turn);
        };
    assertThatThrownBy(() -> ask(desk(), ASKED, noting)).isInstanceOf(Death.class);
    now = now.plusSeconds(100);

    Given second = desk().admit(AGAIN, () -> "another plan", noting);

    assertThat(turns).extracting(Turn::isResumed).containsExactly(false, true);
    assertThat(turns.get(1).id()).isPresent().isEqualTo(turns.get(0).id());
    assertThat(turns.get(1).acceptedAt()).isEqualTo(turns.get(0).acceptedAt());
    assertThat(turns.get(1).plan()).isEqualTo("plan");
    assertThat(second.of()).isNull();
    assertThat(body(ask(desk(), AGAIN, noting))).isEqualTo(body(second));
    assertThat(turns).hasSize(2);
  }

  @Test
  void refusal_ofAResumedTurn_forgetsNothing() {
    assertThatThrownBy(() -> ask(desk(), ASKED, dying())).isInstanceOf(Death.class);
    assertThat(refused(desk(), AGAIN, failing(AWAY))).isEqualTo(AWAY);

    ask(
        desk(),
        AGAIN,
        turn -> {
          assertThat(turn.isResumed()).isTrue();
          return done(turn);
        });
  }

  @Test
  void command_whoseEndWasLost_isNotRunAgain() {
    Errand command =
        turn -> {
          turn.requireFirst();
          turn.begun();
          return failing(AWAY).run(turn);
        };
    assertThat(refused(desk(), ASKED, command)).isEqualTo(AWAY);

    Fault unknown = new Fault.OutcomeUnknown("req-1");
    assertThat(refused(desk(), AGAIN, command)).isEqualTo(unknown);
    assertThat(refused(desk(), AGAIN, command)).as("and stays so").isEqualTo(unknown);
  }

  @Test
  void command_refusedByTheEngine_isTriedAnew() {
    assertThat(
            refused(
                desk(),
                ASKED,
                turn -> {
                  turn.begun();
                  turn.undone();
                  return failing(REFUSAL).run(turn);
                }))
        .isEqualTo(REFUSAL);

    assertThat(ask(desk(), AGAIN, this::done).of()).isNull();
  }

  @Test
  void command_killedAtItsLimit_isAnAnswer() {
    Fault.ExecTimedOut end = new Fault.ExecTimedOut(Duration.ofSeconds(1), "begun", "", false);
    assertThat(refused(desk(), ASKED, failing(end))).isEqualTo(end);

    Given again = ask(desk(), AGAIN, this::done);

    assertThat(((Reply.Again) again.reply()).status()).isEqualTo(504);
    assertThat(((Reply.Again) again.reply()).outcome()).isEqualTo("EXEC_TIMEOUT");
    assertThat(body(again)).contains("\"stdout\":\"begun\"", "\"request_id\":\"req-1\"");
  }

  @Test
  void longAnswer_isKeptInBrief_andNothingIsReadable() {
    byte[] noise = new byte[Kept.MAX_BYTES * 2];
    new Random(7).nextBytes(noise);
    String output = new String(noise, StandardCharsets.ISO_8859_1);
    Errand loud =
        turn -> {
          turn.brief(() -> Reply.json(List.of("swordfish", Turn.beginning(output))));
          return Reply.json(List.of(output));
        };

    assertThat(body(ask(desk(), ASKED, loud))).hasSizeGreaterThan(Kept.MAX_BYTES);

    assertThat(body(ask(desk(), AGAIN, loud)))
        .startsWith("[\"swordfish\"")
        .hasSizeLessThan(200_000);
    Row row = store.read(handle -> RequestTable.find(handle, SLOT)).orElseThrow();
    ByteBuffer sealed = Objects.requireNonNull(row.sealed());
    assertThat(sealed.remaining()).isLessThan(Kept.MAX_BYTES);
    assertThat(StandardCharsets.ISO_8859_1.decode(sealed.duplicate()).toString())
        .doesNotContain("swordfish");
  }

  @Test
  void racing_sameRequest_runsOnce() throws InterruptedException {
    Desk desk = desk();
    int callers = 24;
    CountDownLatch ready = new CountDownLatch(callers);
    List<String> bodies = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      Asked mine = new Asked(SLOT, "f1", "req-" + i);
      threads.add(
          Thread.startVirtualThread(
              () -> {
                ready.countDown();
                bodies.add(body(ask(desk, mine, this::done)));
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(runs).hasValue(1);
    assertThat(bodies).hasSize(callers).containsOnly(bodies.getFirst());
  }

  @Test
  void racing_firstIsRefused_theNextIsTriedAnew() throws InterruptedException {
    Desk desk = desk();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Thread first =
        Thread.startVirtualThread(
            () ->
                refused(
                    desk,
                    ASKED,
                    turn -> {
                      begun.countDown();
                      await(mayEnd);
                      return failing(REFUSAL).run(turn);
                    }));
    begun.await();
    Thread second = Thread.startVirtualThread(() -> ask(desk, AGAIN, this::done));
    assertThat(refused(desk, OTHER, this::done)).isEqualTo(new Fault.IdempotencyKeyReused());
    mayEnd.countDown();
    first.join();
    second.join();

    assertThat(runs).hasValue(1);
  }

  @Test
  void waiting_firstGoesOnTooLong_isToComeAgain() throws InterruptedException {
    Desk desk = desk(Duration.ZERO);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Thread first =
        Thread.startVirtualThread(
            () ->
                ask(
                    desk,
                    ASKED,
                    turn -> {
                      begun.countDown();
                      await(mayEnd);
                      return done(turn);
                    }));
    begun.await();

    assertThat(refused(desk, AGAIN, this::done)).isEqualTo(new Fault.IdempotencyKeyInUse());
    mayEnd.countDown();
    first.join();
    assertThat(ask(desk, AGAIN, this::done).of()).isEqualTo("req-1");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void beginning_storeBreaksAtItsCommit_isTriedAnew() {
    BrokenStore broken = new BrokenStore(store);
    store = broken;
    Desk desk = desk();
    broken.breakAfterNextCommit();
    assertThat(refused(desk, ASKED, this::careful)).isEqualTo(new Fault.StoreUnavailable());
    assertThat(store.read(RequestTable::extent).rows()).isEqualTo(1);

    broken.mend();

    assertThat(ask(desk, AGAIN, this::careful).of()).isNull();
    assertThat(ask(desk, AGAIN, this::careful).of()).isEqualTo("req-2");
    assertThat(runs).hasValue(1);
    assertThat(store.read(RequestTable::extent).rows()).isEqualTo(1);
  }

  @Test
  void command_storeAwayBeforeItBegins_isTriedAnew() {
    Fault away = new Fault.StoreUnavailable();
    Errand unrecorded =
        turn -> {
          turn.requireFirst();
          return failing(away).run(turn);
        };
    assertThat(refused(desk(), ASKED, unrecorded)).isEqualTo(away);

    assertThat(ask(desk(), AGAIN, this::careful).of()).isNull();
    assertThat(runs).hasValue(1);
  }

  @Test
  void command_storeAwayOnceItHasBegun_isNotRunAgain() {
    Fault away = new Fault.StoreUnavailable();
    Errand unrecorded =
        turn -> {
          turn.requireFirst();
          turn.begun();
          return failing(away).run(turn);
        };
    assertThat(refused(desk(), ASKED, unrecorded)).isEqualTo(away);

    assertThat(refused(desk(), AGAIN, this::careful)).isEqualTo(new Fault.OutcomeUnknown("req-1"));
  }

  @Test
  void errand_storeAwaySomewhere_isResumed() {
    Fault away = new Fault.StoreUnavailable();
    assertThat(refused(desk(), ASKED, failing(away))).isEqualTo(away);

    assertThat(refused(desk(), AGAIN, this::careful)).isEqualTo(new Fault.OutcomeUnknown("req-1"));
  }

  private Reply careful(Turn turn) {
    turn.requireFirst();
    turn.begun();
    return done(turn);
  }

  @Test
  void answer_storeAwayMeanwhile_isGivenAllTheSame() {
    Given given =
        ask(
            desk(),
            ASKED,
            turn -> {
              store.close();
              return done(turn);
            });

    assertThat(given.of()).isNull();
    assertThat(refused(desk(), AGAIN, this::done)).isEqualTo(new Fault.StoreUnavailable());
    assertThat(runs).hasValue(1);
  }
}
