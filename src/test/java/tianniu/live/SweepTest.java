package tianniu.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineRef;
import tianniu.engine.memory.MemoryEngine;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** One container that cannot be looked at must not hide the others. */
class SweepTest {
  private final MemoryEngine engine = MemoryEngine.on(Clock.systemUTC()).build();
  private final Set<EngineRef> seen = ConcurrentHashMap.newKeySet();
  private final List<EngineRef> all = IntStream.rangeClosed(1, 40).mapToObj(Seen::ref).toList();

  @AfterEach
  void close() {
    engine.close();
  }

  private Set<EngineRef> sweep(RuntimeException failure) {
    return new Sweep(
            engine,
            ref -> {
              if (ref.equals(Seen.ref(3))) {
                throw failure;
              }
              seen.add(ref);
            })
        .over(all);
  }

  @Test
  void over_oneRefused_seesTheOthers() {
    Set<EngineRef> unseen = sweep(new Fault.EngineRefused("RWLayer is nil").asException());

    assertThat(unseen).containsExactly(Seen.ref(3));
    assertThat(seen).hasSize(39);
  }

  @Test
  void over_oneUnreadable_seesTheOthers() {
    assertThat(sweep(new ArithmeticException("too large"))).containsExactly(Seen.ref(3));
    assertThat(seen).hasSize(39);
  }

  @Test
  void over_oneHangs_whileTheEngineAnswers_seesTheOthers() {
    assertThat(sweep(new Fault.EngineUnavailable("too slow").asException()))
        .containsExactly(Seen.ref(3));
    assertThat(seen).hasSize(39);
  }

  @Test
  void over_engineAway_ends() {
    engine.trouble().engineAway();

    FaultException ended =
        catchThrowableOfType(
            FaultException.class, () -> sweep(new Fault.EngineUnavailable("gone").asException()));

    assertThat(ended.fault()).isInstanceOf(Fault.EngineUnavailable.class);
  }
}
