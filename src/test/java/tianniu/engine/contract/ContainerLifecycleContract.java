package tianniu.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.engine.contract.TestEngine.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerEngine.Change;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.fault.Fault;

/** Start, stop, restart, pause and remove, each in every state that a caller can bring about. */
public abstract class ContainerLifecycleContract extends EngineContract {
  private static final Duration AT_ONCE = Duration.ZERO;

  private EngineRef paused() {
    EngineRef ref = engine().running("sleep", "600");
    engine().containers().pause(ref);
    return ref;
  }

  @Test
  void start_created_runs() {
    EngineRef ref = engine().create("sleep", "600");
    Instant before = Instant.now();
    assertThat(engine().containers().start(ref)).isEqualTo(Change.DONE);
    EngineContainer running = engine().see(ref);
    assertThat(running.state()).isEqualTo(EngineState.RUNNING);
    assertThat(running.startedAt()).isBetween(before, Instant.now());
    assertThat(running.finishedAt()).isNull();
    assertThat(running.exitCode()).isNull();
    assertThat(running.pid()).isPositive();
  }

  @Test
  void start_created_hasAnAddress() {
    EngineContainer running = engine().see(engine().running("sleep", "600"));
    assertThat(Objects.requireNonNull(running.network()).ipAddress())
        .matches("[0-9]+(\\.[0-9]+){3}");
  }

  @Test
  void start_running_changesNothing() {
    EngineRef ref = engine().running("sleep", "600");
    Instant startedAt = engine().see(ref).startedAt();
    assertThat(engine().containers().start(ref)).isEqualTo(Change.ALREADY);
    assertThat(engine().see(ref).startedAt()).isEqualTo(startedAt);
  }

  @Test
  void start_stopped_runsAnew() {
    EngineRef ref = engine().stopped();
    Instant first = Objects.requireNonNull(engine().see(ref).startedAt());
    assertThat(engine().containers().start(ref)).isEqualTo(Change.DONE);
    EngineContainer again = engine().see(ref);
    assertThat(again.startedAt()).isAfter(first);
    assertThat(again.finishedAt()).isNull();
    assertThat(again.exitCode()).isNull();
  }

  @Test
  void start_paused_refuses() {
    EngineRef ref = paused();
    assertThat(fault(() -> engine().containers().start(ref)))
        .isInstanceOf(Fault.EngineRefused.class);
  }

  @Test
  void start_removed_findsNothing() {
    EngineRef ref = engine().removed();
    assertThat(fault(() -> engine().containers().start(ref)))
        .isInstanceOf(Fault.NoSuchContainer.class);
  }

  @Test
  void start_commandThatIsNotThere_refusesAndTellsWhy() {
    EngineRef ref = engine().create("no-such-program");
    assertThat(fault(() -> engine().containers().start(ref)))
        .isInstanceOfSatisfying(
            Fault.EngineRefused.class,
            refused -> assertThat(refused.message()).contains("no-such-program"));
    EngineContainer failed = engine().see(ref);
    assertThat(failed.error()).contains("no-such-program");
    assertThat(failed.state()).isIn(EngineState.CREATED, EngineState.EXITED);
    assertThat(failed.pid()).isZero();
  }

  @Test
  void process_endsWell_isExitedWithZero() {
    EngineContainer ended = engine().see(engine().ended("exit 0"));
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.pid()).isZero();
    // Docker notes the start after the process has begun: a short run may seem to end before that.
    assertThat(ended.finishedAt())
        .isAfterOrEqualTo(Objects.requireNonNull(ended.startedAt()).minusSeconds(1));
    assertThat(Objects.requireNonNull(ended.network()).ipAddress()).isNull();
  }

  @Test
  void process_fails_tellsItsExitCode() {
    assertThat(engine().see(engine().ended("exit 3")).exitCode()).isEqualTo(3);
  }

  @Test
  void stop_ignoresTheSignal_isKilled() {
    EngineRef ref = engine().running("sleep", "600");
    assertThat(engine().containers().stop(ref, AT_ONCE)).isEqualTo(Change.DONE);
    EngineContainer stopped = engine().see(ref);
    assertThat(stopped.state()).isEqualTo(EngineState.EXITED);
    assertThat(stopped.exitCode()).isEqualTo(137);
    assertThat(stopped.pid()).isZero();
    assertThat(stopped.finishedAt()).isNotNull();
  }

  @Test
  void stop_handlesTheSignal_endsAsItWants() {
    EngineRef ref =
        engine()
            .running("sh", "-c", "trap 'exit 7' TERM; echo ready; while true; do sleep 0.05; done");
    engine().await(() -> engine().messages(ref).contains("ready"));
    engine().containers().stop(ref, Duration.ofSeconds(20));
    assertThat(engine().see(ref).exitCode()).isEqualTo(7);
  }

  @Test
  void stop_stopped_changesNothing() {
    EngineRef ref = engine().stopped();
    Instant finishedAt = engine().see(ref).finishedAt();
    assertThat(engine().containers().stop(ref, AT_ONCE)).isEqualTo(Change.ALREADY);
    assertThat(engine().see(ref).finishedAt()).isEqualTo(finishedAt);
  }

  @Test
  void stop_created_changesNothing() {
    EngineRef ref = engine().create("sleep", "600");
    assertThat(engine().containers().stop(ref, AT_ONCE)).isEqualTo(Change.ALREADY);
  }

  @Test
  void stop_paused_stops() {
    EngineRef ref = paused();
    assertThat(engine().containers().stop(ref, AT_ONCE)).isEqualTo(Change.DONE);
    assertThat(engine().state(ref)).isEqualTo(EngineState.EXITED);
  }

  @Test
  void stop_removed_findsNothing() {
    EngineRef ref = engine().removed();
    assertThat(fault(() -> engine().containers().stop(ref, AT_ONCE)))
        .isInstanceOf(Fault.NoSuchContainer.class);
  }

  @Test
  void restart_running_runsAnew() {
    EngineRef ref = engine().running("sleep", "600");
    Instant first = Objects.requireNonNull(engine().see(ref).startedAt());
    engine().containers().restart(ref, AT_ONCE);
    assertThat(engine().see(ref).startedAt()).isAfter(first);
    assertThat(engine().state(ref)).isEqualTo(EngineState.RUNNING);
  }

  @Test
  void restart_stopped_starts() {
    EngineRef ref = engine().stopped();
    engine().containers().restart(ref, AT_ONCE);
    assertThat(engine().state(ref)).isEqualTo(EngineState.RUNNING);
  }

  @Test
  void restart_paused_runs() {
    EngineRef ref = paused();
    engine().containers().restart(ref, AT_ONCE);
    assertThat(engine().state(ref)).isEqualTo(EngineState.RUNNING);
  }

  @Test
  void restart_running_keepsItsFiles() {
    EngineRef ref = engine().running("sleep", "600");
    engine().exec(ref, "sh", "-c", "echo kept > /note");
    engine().containers().restart(ref, AT_ONCE);
    assertThat(engine().exec(ref, "cat", "/note").stdout()).isEqualTo("kept\n");
  }

  @Test
  void restart_removed_findsNothing() {
    EngineRef ref = engine().removed();
    assertThat(fault(() -> engine().containers().restart(ref, AT_ONCE)))
        .isInstanceOf(Fault.NoSuchContainer.class);
  }

  @Test
  void pause_running_isPausedAndAlive() {
    EngineRef ref = paused();
    EngineContainer paused = engine().see(ref);
    assertThat(paused.state()).isEqualTo(EngineState.PAUSED);
    assertThat(paused.pid()).isPositive();
    assertThat(paused.exitCode()).isNull();
  }

  @Test
  void pause_paused_refuses() {
    EngineRef ref = paused();
    assertThat(fault(() -> engine().containers().pause(ref)))
        .isInstanceOf(Fault.EngineRefused.class);
  }

  @Test
  void pause_stopped_refuses() {
    EngineRef ref = engine().stopped();
    assertThat(fault(() -> engine().containers().pause(ref)))
        .isInstanceOf(Fault.EngineRefused.class);
  }

  @Test
  void pause_removed_findsNothing() {
    EngineRef ref = engine().removed();
    assertThat(fault(() -> engine().containers().pause(ref)))
        .isInstanceOf(Fault.NoSuchContainer.class);
  }

  @Test
  void unpause_paused_goesOn() {
    EngineRef ref = paused();
    Instant startedAt = engine().see(ref).startedAt();
    engine().containers().unpause(ref);
    assertThat(engine().state(ref)).isEqualTo(EngineState.RUNNING);
    assertThat(engine().see(ref).startedAt()).isEqualTo(startedAt);
  }

  @Test
  void unpause_running_refuses() {
    EngineRef ref = engine().running("sleep", "600");
    assertThat(fault(() -> engine().containers().unpause(ref)))
        .isInstanceOf(Fault.EngineRefused.class);
  }

  @Test
  void unpause_removed_findsNothing() {
    EngineRef ref = engine().removed();
    assertThat(fault(() -> engine().containers().unpause(ref)))
        .isInstanceOf(Fault.NoSuchContainer.class);
  }

  @Test
  void remove_stopped_isGone() {
    EngineRef ref = engine().stopped();
    engine().containers().remove(ref, false, false);
    assertThat(engine().containers().find(ref)).isEmpty();
    assertThat(engine().containers().list()).noneMatch(summary -> summary.ref().equals(ref));
  }

  @Test
  void remove_created_isGone() {
    EngineRef ref = engine().create("true");
    engine().containers().remove(ref, false, true);
    assertThat(engine().containers().find(ref)).isEmpty();
  }

  @Test
  void remove_running_refusesAndLetsItRun() {
    EngineRef ref = engine().running("sleep", "600");
    assertThat(fault(() -> engine().containers().remove(ref, false, false)))
        .isInstanceOf(Fault.EngineRefused.class);
    assertThat(engine().state(ref)).isEqualTo(EngineState.RUNNING);
  }

  @Test
  void remove_paused_refuses() {
    EngineRef ref = paused();
    assertThat(fault(() -> engine().containers().remove(ref, false, false)))
        .isInstanceOf(Fault.EngineRefused.class);
    assertThat(engine().state(ref)).isEqualTo(EngineState.PAUSED);
  }

  @Test
  void remove_runningWithForce_isGone() {
    EngineRef ref = engine().running("sleep", "600");
    engine().containers().remove(ref, true, false);
    assertThat(engine().containers().find(ref)).isEmpty();
  }

  @Test
  void remove_pausedWithForce_isGone() {
    EngineRef ref = paused();
    engine().containers().remove(ref, true, false);
    assertThat(engine().containers().find(ref)).isEmpty();
  }

  @Test
  void remove_removed_findsNothing() {
    EngineRef ref = engine().removed();
    assertThat(fault(() -> engine().containers().remove(ref, true, true)))
        .isInstanceOf(Fault.NoSuchContainer.class);
  }

  @Test
  void mark_startPauseAndStop_changesEachTime() {
    EngineRef ref = engine().create("sleep", "600");
    String created = engine().mark(ref);
    engine().containers().start(ref);
    String running = engine().mark(ref);
    engine().containers().pause(ref);
    String paused = engine().mark(ref);
    engine().containers().stop(ref, AT_ONCE);
    assertThat(List.of(created, running, paused)).doesNotHaveDuplicates();
    // Docker's list may show the end a moment after the stop was answered.
    engine().await(() -> !List.of(created, running, paused).contains(engine().mark(ref)));
  }
}
