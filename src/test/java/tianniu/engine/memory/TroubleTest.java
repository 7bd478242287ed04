package tianniu.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tianniu.engine.contract.TestEngine.fault;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineEvent;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.EventStream;
import tianniu.engine.ExecSession;
import tianniu.engine.LogQuery;
import tianniu.engine.RestartPolicy;
import tianniu.fault.Fault;

class TroubleTest {
  private static final LogQuery FOLLOW = new LogQuery(null, null, LogQuery.ALL, true);

  private final HandClock clock = new HandClock();
  private final MemoryEngine engine =
      MemoryEngine.on(clock)
          .images(Boxes.BUSYBOX, Boxes.WEB)
          .registry(MemoryImage.shell("new:1"))
          .build();
  private final Trouble trouble = engine.trouble();

  @AfterEach
  void close() {
    engine.close();
  }

  private EngineContainer see(EngineRef ref) {
    return engine.containers().find(ref).orElseThrow();
  }

  private Map<Call, Runnable> calls(EngineRef ref) {
    return Map.ofEntries(
        Map.entry(Call.INFO, engine::info),
        Map.entry(Call.PING, () -> engine.ping(Duration.ofSeconds(1))),
        Map.entry(Call.EVENTS, () -> engine.events(Instant.EPOCH).close()),
        Map.entry(Call.LIST, () -> engine.containers().list()),
        Map.entry(Call.FIND, () -> engine.containers().find(ref)),
        Map.entry(
            Call.CREATE,
            () ->
                engine
                    .containers()
                    .create(Boxes.spec("new", "busybox", RestartPolicy.Type.NO, "true"))),
        Map.entry(Call.START, () -> engine.containers().start(ref)),
        Map.entry(Call.STOP, () -> engine.containers().stop(ref, Duration.ZERO)),
        Map.entry(Call.RESTART, () -> engine.containers().restart(ref, Duration.ZERO)),
        Map.entry(Call.PAUSE, () -> engine.containers().pause(ref)),
        Map.entry(Call.UNPAUSE, () -> engine.containers().unpause(ref)),
        Map.entry(Call.REMOVE, () -> engine.containers().remove(ref, true, true)),
        Map.entry(Call.LOGS, () -> engine.containers().logs(ref, FOLLOW).close()),
        Map.entry(Call.HAS_IMAGE, () -> engine.images().has("busybox")),
        Map.entry(
            Call.CHECK_REGISTRY,
            () -> engine.images().checkRegistry("new:1", Duration.ofSeconds(1))),
        Map.entry(Call.PULL, () -> engine.images().pull("new:1", step -> {})),
        Map.entry(Call.EXEC_CREATE, () -> engine.execs().prepare(ref, Boxes.exec("true"))),
        Map.entry(Call.EXEC, () -> engine.execs().start(ref, Boxes.exec("true")).close()),
        Map.entry(Call.NETWORK, () -> engine.resources().hasNetwork("bridge")),
        Map.entry(Call.VOLUME, () -> engine.resources().hasVolume("data")));
  }

  @ParameterizedTest
  @EnumSource
  void engineAway_anyCall_isUnavailable(Call call) {
    Runnable work = Objects.requireNonNull(calls(Boxes.running(engine, "sleep", "600")).get(call));
    trouble.engineAway();
    assertThat(fault(work)).isInstanceOf(Fault.EngineUnavailable.class);
  }

  @ParameterizedTest
  @EnumSource
  void failNext_thatCall_failsOnce(Call call) {
    EngineRef ref = Boxes.running(engine, "sleep", "600");
    Runnable work = Objects.requireNonNull(calls(ref).get(call));
    trouble.failNext(call, new Fault.EngineRefused("on purpose"));
    assertThat(fault(work)).isEqualTo(new Fault.EngineRefused("on purpose"));
    assertThat(fault(work)).isNotEqualTo(new Fault.EngineRefused("on purpose"));
  }

  @ParameterizedTest
  @EnumSource(names = {"START", "STOP", "RESTART", "PAUSE", "UNPAUSE", "REMOVE"})
  void loseAnswer_thatCall_isDoneAndFails(Call call) {
    EngineRef ref = Boxes.running(engine, "sleep", "600");
    if (call == Call.START) {
      engine.containers().stop(ref, Duration.ZERO);
    } else if (call == Call.UNPAUSE) {
      engine.containers().pause(ref);
    }
    clock.advance(Duration.ofSeconds(5));
    EngineContainer before = see(ref);
    trouble.loseAnswer(call, new Fault.EngineUnavailable("cut"));

    assertThat(fault(Objects.requireNonNull(calls(ref).get(call))))
        .isEqualTo(new Fault.EngineUnavailable("cut"));

    assertThat(engine.containers().find(ref)).isNotEqualTo(Optional.of(before));
  }

  @Test
  void loseAnswer_callThatFails_isOfTheNextOne() {
    EngineRef ref = Boxes.running(engine, "sleep", "600");
    trouble.loseAnswer(Call.UNPAUSE, new Fault.EngineUnavailable("cut"));
    assertThat(fault(() -> engine.containers().unpause(ref)))
        .isInstanceOf(Fault.EngineRefused.class);
    engine.containers().pause(ref);
    assertThat(fault(() -> engine.containers().unpause(ref)))
        .isInstanceOf(Fault.EngineUnavailable.class);
    assertThat(see(ref).state()).isEqualTo(EngineState.RUNNING);
  }

  @Test
  void engineAway_streams_end() {
    EngineRef ref = Boxes.running(engine, "sleep", "600");
    try (EventStream events = engine.events(clock.instant().plusSeconds(1));
        var logs = engine.containers().logs(ref, FOLLOW);
        ExecSession exec = engine.execs().start(ref, Boxes.exec("sleep", "600"));
        var usage = engine.usage().open(see(ref))) {
      trouble.engineAway();
      assertThat(events.next()).isNull();
      assertThat(logs.next()).isNull();
      assertThat(exec.read()).isNull();
      assertThat(fault(exec::exitCode)).isInstanceOf(Fault.EngineUnavailable.class);
      assertThat(usage.sample()).isEmpty();
    }
  }

  @Test
  void engineBack_running_isStopped() {
    EngineRef ref = Boxes.running(engine, "sleep", "600");
    trouble.engineAway();
    trouble.engineBack();
    assertThat(see(ref).state()).isEqualTo(EngineState.EXITED);
    assertThat(see(ref).exitCode()).isEqualTo(137);
  }

  @ParameterizedTest
  @EnumSource(names = {"ALWAYS", "UNLESS_STOPPED"})
  void engineBack_policySaysSo_runsAgain(RestartPolicy.Type policy) {
    EngineRef ref = Boxes.running(engine, policy, "sleep", "600");
    trouble.engineAway();
    clock.advance(Duration.ofSeconds(5));
    trouble.engineBack();
    assertThat(see(ref).state()).isEqualTo(EngineState.RUNNING);
    assertThat(see(ref).startedAt()).isEqualTo(clock.instant());
  }

  @Test
  void engineBack_stoppedByHand_onlyAlwaysRunsAgain() {
    EngineRef always = Boxes.running(engine, RestartPolicy.Type.ALWAYS, "sleep", "600");
    EngineRef unless = Boxes.running(engine, RestartPolicy.Type.UNLESS_STOPPED, "sleep", "600");
    engine.containers().stop(always, Duration.ZERO);
    engine.containers().stop(unless, Duration.ZERO);
    trouble.engineAway();
    trouble.engineBack();
    assertThat(see(always).state()).isEqualTo(EngineState.RUNNING);
    assertThat(see(unless).state()).isEqualTo(EngineState.EXITED);
  }

  @Test
  void engineBack_neverStarted_isStillCreated() {
    EngineRef ref =
        engine
            .containers()
            .create(Boxes.spec("new", "busybox", RestartPolicy.Type.ALWAYS, "sleep", "600"));
    trouble.engineAway();
    trouble.engineBack();
    assertThat(see(ref).state()).isEqualTo(EngineState.CREATED);
  }

  @Test
  void hold_call_waitsUntilItIsReleased() throws InterruptedException {
    EngineRef ref = Boxes.running(engine, "sleep", "600");
    AtomicBoolean done = new AtomicBoolean();
    Thread caller;
    try (Trouble.Hold hold = trouble.hold(Call.STOP)) {
      caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    engine.containers().stop(ref, Duration.ZERO);
                    done.set(true);
                  });
      hold.awaitArrivals(1);
      assertThat(done).isFalse();
      // The engine goes on meanwhile.
      assertThat(see(ref).state()).isEqualTo(EngineState.RUNNING);
    }
    caller.join();
    assertThat(see(ref).state()).isEqualTo(EngineState.EXITED);
  }

  @Test
  void exits_running_endsWithThatCode() {
    EngineRef ref = Boxes.running(engine, "sleep", "600");
    trouble.exits(ref, 9);
    assertThat(see(ref).state()).isEqualTo(EngineState.EXITED);
    assertThat(see(ref).exitCode()).isEqualTo(9);
    assertThat(see(ref).outOfMemory()).isFalse();
  }

  @Test
  void runsOutOfMemory_running_tellsItAndItsEvent() {
    EngineRef ref = Boxes.running(engine, "sleep", "600");
    trouble.runsOutOfMemory(ref);
    assertThat(see(ref).outOfMemory()).isTrue();
    assertThat(see(ref).exitCode()).isEqualTo(137);
    try (EventStream events = engine.events(Instant.EPOCH)) {
      assertThat(List.of(action(events), action(events), action(events), action(events)))
          .containsExactly("create", "start", "oom", "die");
    }
  }

  private static String action(EventStream events) {
    EngineEvent event = Objects.requireNonNull(events.next());
    return event.action();
  }

  @Test
  void dial_server_answers200() throws IOException {
    assertThat(statusLine(Boxes.web(engine))).isEqualTo("HTTP/1.1 200");
  }

  @Test
  void answers_status_isDialled() throws IOException {
    EngineRef ref = Boxes.running(engine, "sleep", "600");
    trouble.answers(ref, 503);
    assertThat(statusLine(ref)).isEqualTo("HTTP/1.1 503");
    trouble.answers(ref, 204);
    assertThat(statusLine(ref)).isEqualTo("HTTP/1.1 204");
  }

  @Test
  void refusesConnections_server_isRefused() {
    EngineRef ref = Boxes.web(engine);
    trouble.refusesConnections(ref);
    assertThatThrownBy(() -> statusLine(ref)).isInstanceOf(IOException.class);
  }

  @Test
  void keepsSilent_server_neverAnswers() throws IOException {
    EngineRef ref = Boxes.web(engine);
    trouble.keepsSilent(ref);
    try (Socket socket = dial(ref)) {
      socket.setSoTimeout(1);
      InputStream answer = socket.getInputStream();
      assertThatThrownBy(answer::read).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private Socket dial(EngineRef ref) throws IOException {
    return engine.host().dial(see(ref), "localhost", 80, Duration.ofSeconds(5));
  }

  private String statusLine(EngineRef ref) throws IOException {
    try (Socket socket = dial(ref)) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }
}
