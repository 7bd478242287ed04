package tianniu.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.config.Config;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineState;
import tianniu.engine.HealthProbe;
import tianniu.engine.HealthStatus;
import tianniu.engine.OnUnhealthy;
import tianniu.keyring.MasterKey;
import tianniu.store.ReadyDatabase;
import tianniu.store.Store;
import tianniu.store.Stores;

/** How containers that are not well are restarted, on both databases. */
abstract class HealerContract {
  private static final ContainerId WEB = new ContainerId("a".repeat(32));
  private static final ProbeHealth BAD =
      new ProbeHealth(HealthStatus.UNHEALTHY, Probed.START, 3, "the answer's status was 500");
  private static final ProbeHealth GOOD =
      new ProbeHealth(HealthStatus.HEALTHY, Probed.START, 0, null);

  @TempDir Path directory;

  private Store store;
  private Healer healer;
  private Instant now = Probed.START.plusSeconds(3600);

  /** How far the wall clock was set. */
  private Duration set = Duration.ZERO;

  private final List<String> restarts = new ArrayList<>();
  private final Deque<Healer.Outcome> outcomes = new ArrayDeque<>();

  abstract Config.Storage storage();

  @BeforeEach
  final void open() throws Exception {
    ReadyDatabase.copyInto(directory);
    store = Stores.open(directory, storage(), MasterKey.loadOrCreate(directory, null));
    healer = begin(3);
  }

  @AfterEach
  final void close() {
    store.close();
  }

  /** A healer as after a start of the server, which does its work at once. */
  private Healer begin(int limit) {
    Healer begun = new Healer(store, limit, () -> now, this::nanoTime, Runnable::run);
    begun.attend(
        WEB::equals,
        (id, run, why) -> {
          Healer.Outcome outcome =
              outcomes.isEmpty() ? new Healer.Outcome.Begun() : outcomes.removeFirst();
          if (outcome instanceof Healer.Outcome.Begun) {
            restarts.add(why);
          }
          return outcome;
        });
    return begun;
  }

  private long nanoTime() {
    return Duration.between(Probed.START, now).minus(set).toNanos();
  }

  private void setClock(Duration by) {
    now = now.plus(by);
    set = set.plus(by);
  }

  private static EngineContainer run(OnUnhealthy onUnhealthy) {
    return Probed.container(
        EngineState.RUNNING,
        1,
        new HealthProbe(
            URI.create("http://localhost/"),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1,
            onUnhealthy));
  }

  private Duration saw(ProbeHealth health) {
    return healer.saw(WEB, run(OnUnhealthy.RESTART), health, now);
  }

  @Test
  void saw_unhealthy_isRestartedAtOnce() {
    saw(BAD);

    assertThat(restarts).containsExactly("unhealthy: the answer's status was 500");
    assertThat(healer.healing(WEB))
        .isEqualTo(new Healing(1, 3, now, now.plusSeconds(10), false, null));
  }

  @Test
  void saw_onlyTold_isLeftAsItIs() {
    Duration next = healer.saw(WEB, run(OnUnhealthy.NONE), BAD, now);

    assertThat(restarts).isEmpty();
    assertThat(next).isEqualTo(ProbeWatch.NOT_SOONER);
  }

  @Test
  void saw_startingOrHealthy_isLeftAsItIs() {
    saw(ProbeHealth.UNKNOWN);
    saw(GOOD);

    assertThat(restarts).isEmpty();
  }

  @Test
  void saw_unhealthyAgain_waitsTwiceAsLongEachTime() {
    saw(BAD);
    assertThat(saw(BAD)).isEqualTo(Duration.ofSeconds(10));
    now = now.plusSeconds(9);
    assertThat(saw(BAD)).isEqualTo(Duration.ofSeconds(1));
    assertThat(restarts).hasSize(1);
    now = now.plusSeconds(1);
    saw(BAD);
    assertThat(restarts).hasSize(2);
    assertThat(saw(BAD)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void pause_manyRestarts_isFiveMinutesAtMost() {
    Course course = new Course(1000, now, null);

    assertThat(course.dueAt(now)).isEqualTo(now.plus(Duration.ofMinutes(5)));
  }

  @Test
  void saw_limitReached_isLeftAloneAndSaysSo() {
    for (int i = 0; i < 9; i++) {
      saw(BAD);
      now = now.plus(Duration.ofMinutes(5));
    }

    assertThat(restarts).hasSize(3);
    assertThat(saw(BAD)).isEqualTo(ProbeWatch.NOT_SOONER);
    assertThat(healer.healing(WEB).leftAlone()).isTrue();
    assertThat(healer.healing(WEB).nextAllowedAt()).isNull();
  }

  @Test
  void saw_limitOfNone_isNeverRestarted() {
    healer = begin(0);

    saw(BAD);

    assertThat(restarts).isEmpty();
    assertThat(healer.healing(WEB).leftAlone()).isTrue();
  }

  @Test
  void saw_refused_isTriedAgainAndNotCounted() {
    outcomes.add(new Healer.Outcome.Refused("Cannot restart"));
    outcomes.add(new Healer.Outcome.RunOver());

    assertThat(saw(BAD)).isEqualTo(Healer.TRIED_AGAIN_AFTER);
    assertThat(healer.healing(WEB))
        .isEqualTo(new Healing(0, 3, null, null, false, "Cannot restart"));
    saw(BAD);
    assertThat(restarts).isEmpty();
    saw(BAD);
    assertThat(restarts).hasSize(1);
    assertThat(healer.healing(WEB).refusal()).isNull();
  }

  @Test
  void saw_healthyForAWhile_beginsAnew() {
    saw(BAD);
    Instant wellSince = now;
    healer.saw(WEB, run(OnUnhealthy.RESTART), GOOD, wellSince);
    now = now.plus(Healer.FORGOTTEN_AFTER).minusSeconds(1);
    healer.saw(WEB, run(OnUnhealthy.RESTART), GOOD, wellSince);
    assertThat(healer.healing(WEB).restarts()).isEqualTo(1);
    now = now.plusSeconds(1);
    healer.saw(WEB, run(OnUnhealthy.RESTART), GOOD, wellSince);

    assertThat(healer.healing(WEB).restarts()).isZero();
    assertThat(begin(3).healing(WEB).restarts()).isZero();
  }

  @Test
  void forget_leftAlone_beginsAnew() {
    for (int i = 0; i < 4; i++) {
      saw(BAD);
      now = now.plus(Duration.ofMinutes(5));
    }

    healer.forget(WEB);
    saw(BAD);

    assertThat(restarts).hasSize(4);
  }

  @Test
  void begin_afterARestartOfTheServer_goesOnWhereItWas() {
    saw(BAD);
    now = now.plusSeconds(10);
    saw(BAD);

    healer = begin(3);

    assertThat(saw(BAD)).isEqualTo(Duration.ofSeconds(20));
    now = now.plusSeconds(20);
    saw(BAD);
    now = now.plus(Duration.ofHours(1));
    saw(BAD);
    assertThat(restarts).hasSize(3);
  }

  @Test
  void saw_clockSetForwardWhileHealthy_isNoLongTimeOfHealth() {
    saw(BAD);
    Instant wellSince = now;
    healer.saw(WEB, run(OnUnhealthy.RESTART), GOOD, wellSince);
    setClock(Duration.ofDays(1));
    now = now.plusSeconds(10);
    healer.saw(WEB, run(OnUnhealthy.RESTART), GOOD, wellSince);

    assertThat(healer.healing(WEB).restarts()).isEqualTo(1);
  }

  @Test
  void saw_healthyTwiceForAWhile_isNotLongEnough() {
    saw(BAD);
    healer.saw(WEB, run(OnUnhealthy.RESTART), GOOD, now);
    now = now.plus(Healer.FORGOTTEN_AFTER);
    healer.saw(WEB, run(OnUnhealthy.RESTART), GOOD, now);

    assertThat(healer.healing(WEB).restarts()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT24H", "PT-24H"})
  void saw_clockSet_pausesAsLongAsEver(Duration by) {
    saw(BAD);
    setClock(by);

    assertThat(saw(BAD)).isEqualTo(Duration.ofSeconds(10));
    assertThat(healer.healing(WEB).nextAllowedAt()).isEqualTo(now.plusSeconds(10));
    now = now.plusSeconds(9);
    saw(BAD);
    assertThat(restarts).hasSize(1);
    now = now.plusSeconds(1);
    saw(BAD);
    assertThat(restarts).hasSize(2);
  }

  @Test
  void begin_clockSetBackMeanwhile_doesNotWaitForIt() {
    saw(BAD);
    setClock(Duration.ofDays(-1));
    healer = begin(3);

    saw(BAD);

    assertThat(restarts).hasSize(2);
  }

  @Test
  void saw_anotherRunThatNobodyAskedFor_isLeftAloneStill() {
    for (int i = 0; i < 4; i++) {
      saw(BAD);
      now = now.plus(Duration.ofMinutes(5));
    }
    EngineContainer other =
        Probed.container(EngineState.RUNNING, 2, run(OnUnhealthy.RESTART).health());

    healer.saw(WEB, other, BAD, now);

    assertThat(restarts).as("the engine may have begun it by itself").hasSize(3);
    assertThat(healer.healing(WEB).leftAlone()).isTrue();
  }

  @Test
  void restart_others_thoseThatAreGoneAreForgotten() {
    ContainerId gone = new ContainerId("b".repeat(32));
    healer.saw(gone, run(OnUnhealthy.RESTART), BAD, now);
    saw(BAD);

    assertThat(healer.healing(gone).restarts()).isZero();
    assertThat(begin(3).healing(gone).restarts()).isZero();
    assertThat(begin(3).healing(WEB).restarts()).isEqualTo(1);
  }

  @Test
  void saw_storeAway_isCountedAllTheSame() {
    store.close();

    saw(BAD);

    assertThat(healer.healing(WEB).restarts()).isEqualTo(1);
  }
}
