package tianniu.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.RestartPolicy;

/** Containers that the engine starts again by itself. */
public abstract class RestartPolicyContract extends EngineContract {
  private EngineRef failing(RestartPolicy.Type type, int retries) {
    return engine().running(draft -> draft.script("echo run; exit 3").restart(type, retries));
  }

  private int runs(EngineRef ref) {
    return engine().messages(ref).size();
  }

  @Test
  void onFailure_failsAlways_runsOnceAndSoManyTimesMore() {
    EngineRef ref = failing(RestartPolicy.Type.ON_FAILURE, 2);
    engine().await(() -> runs(ref) == 3 && engine().state(ref) == EngineState.EXITED);
    assertThat(engine().see(ref).exitCode()).isEqualTo(3);
    assertThat(engine().see(ref).restartCount()).isEqualTo(2);
  }

  @Test
  void onFailure_startedAgainByACall_countsAnew() {
    EngineRef ref = failing(RestartPolicy.Type.ON_FAILURE, 1);
    engine().await(() -> runs(ref) == 2 && engine().state(ref) == EngineState.EXITED);
    engine().containers().start(ref);
    engine().await(() -> runs(ref) == 4 && engine().state(ref) == EngineState.EXITED);
    assertThat(engine().see(ref).restartCount()).isEqualTo(1);
  }

  @Test
  void onFailure_endsWell_staysDown() {
    EngineRef ref =
        engine().ended(draft -> draft.script("echo run").restart(RestartPolicy.Type.ON_FAILURE, 5));
    assertThat(engine().messages(ref)).containsExactly("run");
  }

  @Test
  void always_endsWell_runsAgain() {
    EngineRef ref =
        engine().running(draft -> draft.script("echo run").restart(RestartPolicy.Type.ALWAYS, 0));
    engine().await(() -> runs(ref) >= 2);
  }

  @Test
  void unlessStopped_fails_runsAgain() {
    EngineRef ref = failing(RestartPolicy.Type.UNLESS_STOPPED, 0);
    engine().await(() -> runs(ref) >= 2);
  }

  @Test
  void always_betweenTwoRuns_isRestarting() {
    EngineRef ref = failing(RestartPolicy.Type.ALWAYS, 0);
    // Both in one look: the pause between two runs may be over before a second one.
    engine()
        .await(
            () -> {
              EngineContainer seen = engine().see(ref);
              return seen.state() == EngineState.RESTARTING && seen.pid() == 0;
            });
  }

  @Test
  void always_stoppedByHand_staysDown() {
    EngineRef ref =
        engine()
            .running(draft -> draft.command("sleep", "600").restart(RestartPolicy.Type.ALWAYS, 0));
    engine().containers().stop(ref, Duration.ZERO);
    assertThat(engine().state(ref)).isEqualTo(EngineState.EXITED);
  }

  @Test
  void always_stoppedBetweenTwoRuns_staysDown() {
    EngineRef ref = failing(RestartPolicy.Type.ALWAYS, 0);
    engine().await(() -> runs(ref) >= 2);
    engine().containers().stop(ref, Duration.ZERO);
    engine().awaitState(ref, EngineState.EXITED);
  }

  @Test
  void always_removedBetweenTwoRuns_isGone() {
    EngineRef ref = failing(RestartPolicy.Type.ALWAYS, 0);
    engine().await(() -> runs(ref) >= 1);
    engine().containers().remove(ref, true, false);
    assertThat(engine().containers().find(ref)).isEmpty();
  }
}
