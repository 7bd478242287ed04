package tianniu.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineEvent;
import tianniu.engine.EngineEvent.Kind;
import tianniu.engine.EngineRef;
import tianniu.engine.EventStream;

/** Every change of a container is told, to those who listen and to those who come a bit late. */
public abstract class EventContract extends EngineContract {
  private EventStream from(Instant since) {
    return engine().engine().events(since);
  }

  /** The container's events up to the first with the action. */
  private static List<EngineEvent> upTo(EventStream stream, EngineRef ref, String action) {
    List<EngineEvent> events = new ArrayList<>();
    while (true) {
      EngineEvent event = Objects.requireNonNull(stream.next(), "the stream ended");
      if (event.ref().equals(ref)) {
        events.add(event);
        if (event.action().equals(action)) {
          return events;
        }
      }
    }
  }

  @Test
  void events_wholeLife_areToldInOrder() {
    try (EventStream stream = from(Instant.now())) {
      EngineRef ref = engine().running("sleep", "600");
      engine().containers().pause(ref);
      engine().containers().unpause(ref);
      engine().containers().stop(ref, Duration.ZERO);
      engine().containers().remove(ref, false, false);
      assertThat(upTo(stream, ref, "destroy"))
          .extracting(EngineEvent::action)
          .containsSubsequence("create", "start", "pause", "unpause", "die", "destroy");
    }
  }

  @Test
  void events_removal_isTheOnlyOneThatSaysGone() {
    try (EventStream stream = from(Instant.now())) {
      EngineRef ref = engine().running("sleep", "600");
      engine().containers().remove(ref, true, false);
      List<EngineEvent> events = upTo(stream, ref, "destroy");
      assertThat(events.getLast().kind()).isEqualTo(Kind.REMOVED);
      assertThat(events.subList(0, events.size() - 1))
          .extracting(EngineEvent::kind)
          .containsOnly(Kind.CHANGED);
    }
  }

  @Test
  void events_processEndsByItself_isToldWithItsExitCode() {
    try (EventStream stream = from(Instant.now())) {
      EngineRef ref = engine().running("sh", "-c", "exit 3");
      List<EngineEvent> events = upTo(stream, ref, "die");
      assertThat(events.getLast().exitCode()).isEqualTo(3);
      assertThat(events.subList(0, events.size() - 1))
          .extracting(EngineEvent::exitCode)
          .containsOnlyNulls();
    }
  }

  @Test
  void events_restart_tellsDeathAndStart() {
    EngineRef ref = engine().running("sleep", "600");
    try (EventStream stream = from(Instant.now())) {
      engine().containers().restart(ref, Duration.ZERO);
      assertThat(upTo(stream, ref, "restart"))
          .extracting(EngineEvent::action)
          .containsSubsequence("die", "start", "restart");
    }
  }

  @Test
  void events_moment_isWhenItHappened() {
    Instant before = Instant.now().minusMillis(1);
    try (EventStream stream = from(before)) {
      EngineRef ref = engine().create("true");
      assertThat(upTo(stream, ref, "create").getLast().at()).isBetween(before, Instant.now());
    }
  }

  @Test
  void events_sinceAnEarlierMoment_repeatsWhatHappened() {
    Instant before = Instant.now().minusMillis(1);
    EngineRef ref = engine().create("true");
    engine().containers().remove(ref, false, false);
    try (EventStream stream = from(before)) {
      assertThat(upTo(stream, ref, "destroy"))
          .extracting(EngineEvent::action)
          .containsSubsequence("create", "destroy");
    }
  }

  @Test
  void events_twoReaders_bothGetAll() {
    try (EventStream first = from(Instant.now());
        EventStream second = from(Instant.now())) {
      EngineRef ref = engine().create("true");
      assertThat(upTo(first, ref, "create")).hasSize(1);
      assertThat(upTo(second, ref, "create")).hasSize(1);
    }
  }

  @Test
  void events_seen_findsTheNewState() {
    try (EventStream stream = from(Instant.now())) {
      EngineRef ref = engine().running("true");
      assertThat(upTo(stream, ref, "die")).isNotEmpty();
      engine().await(() -> engine().see(ref).exitCode() != null);
    }
  }

  @Test
  void close_fromAnotherThread_endsTheReading() throws InterruptedException {
    try (EventStream stream = from(Instant.now().plusSeconds(60))) {
      Thread closer = Thread.ofVirtual().start(stream::close);
      // Whatever still comes first, the end comes.
      EngineEvent last = stream.next();
      while (last != null) {
        last = stream.next();
      }
      assertThat(last).isNull();
      closer.join();
    }
  }

  @Test
  void close_twice_isHarmless() {
    EventStream stream = from(Instant.now());
    stream.close();
    stream.close();
    assertThat(stream.next()).isNull();
  }
}
