package tianniu.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.SpecDraft;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.Task;

/** What a comparison makes of containers of which the engine has told nothing. */
class KnownStatesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ContainerId ID = new ContainerId("0".repeat(31) + "1");
  private static final EngineRef REF = new EngineRef("1".repeat(64));

  private static State running() {
    return new State(
        ID,
        REF,
        "web",
        "nginx",
        Map.of(),
        NOW,
        EngineState.RUNNING,
        null,
        NOW,
        null,
        null,
        false,
        null,
        null,
        null);
  }

  private static LiveView taken() {
    LiveView view = new LiveView(List.of());
    ContainerSpec spec = new SpecDraft(ID, "web", "nginx", NOW).spec();
    view.restore(spec, Task.of(Status.CREATING), null);
    return view;
  }

  private static KnownStates known(boolean isUnseen) {
    KnownStates known =
        new KnownStates(ref -> isUnseen && ref.equals(REF), each -> State.of(each, null));
    known.load(Map.of(ID, running()));
    return known;
  }

  @Test
  void creationThatTheEngineDoesNotHave_hasEnded() {
    KnownStates known = known(false);
    assertThat(known.compare(taken().snapshot(), NOW))
        .extracting(Event.Draft::type)
        .containsExactly(EventType.STOPPED);
    assertThat(known.hasDoubts()).isFalse();
  }

  @Test
  void creationThatTheEngineHasAndDoesNotTellOf_isDoubted() {
    KnownStates known = known(true);
    assertThat(known.compare(taken().snapshot(), NOW)).isEmpty();
    assertThat(known.hasDoubts()).isTrue();
  }

  @Test
  void containerThatTheEngineHasAndDoesNotTellOf_isDoubted() {
    KnownStates known = known(true);
    assertThat(known.compare(new LiveView(List.of()).snapshot(), NOW)).isEmpty();
    assertThat(known.hasDoubts()).isTrue();
    assertThat(known(false).compare(new LiveView(List.of()).snapshot(), NOW))
        .extracting(Event.Draft::type)
        .containsExactly(EventType.REMOVED);
  }
}
