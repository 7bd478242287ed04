package tianniu.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tianniu.Waiting.until;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineRef;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.MemoryImage;
import tianniu.engine.memory.Trouble;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** The view follows the twin, whatever befalls it. */
class EngineMirrorTest {
  private final MemoryEngine engine =
      MemoryEngine.on(Clock.systemUTC())
          .images(MemoryImage.server("busybox:latest", "httpd"))
          .build();
  private final LiveView view = new LiveView(List.of());
  private final EngineMirror mirror = EngineMirror.start(engine, view, Clock.systemUTC());

  @AfterEach
  void close() {
    mirror.close();
    engine.close();
  }

  @Test
  void changes_behindOurBack_arrive() {
    EngineRef ref = engine.createForeign(Seen.spec(1));
    until(() -> is(Status.STOPPED));

    engine.containers().start(ref);
    until(() -> is(Status.RUNNING));

    engine.containers().pause(ref);
    until(() -> is(Status.PAUSED));

    engine.containers().unpause(ref);
    engine.trouble().exits(ref, 3);
    until(() -> is(Status.STOPPED));

    engine.containers().remove(ref, true, true);
    until(() -> view.snapshot().newestFirst().isEmpty());
  }

  @Test
  void ourContainers_keepTheirIds() {
    EngineRef ref = engine.containers().create(Seen.spec(1));
    until(() -> is(Status.STOPPED));

    assertThat(view.get("c1").id()).isEqualTo(Seen.id(1));
    assertThat(view.get("c1").ref()).isEqualTo(ref);
  }

  @Test
  void refresh_returns_whenTheViewHasTheAnswer() {
    EngineRef ref = engine.containers().create(Seen.spec(1));
    mirror.refresh(ref);
    assertThat(is(Status.STOPPED)).isTrue();

    engine.containers().remove(ref, true, true);
    mirror.refresh(ref);
    assertThat(view.snapshot().find("c1")).isEmpty();
  }

  @Test
  void engineAway_readsGoOnAndWritesAreRefused() {
    engine.containers().create(Seen.spec(1));
    until(() -> mirror.isConnected() && is(Status.STOPPED));

    engine.trouble().engineAway();
    until(() -> !mirror.isConnected());

    mirror.requireReady();
    assertThat(is(Status.STOPPED)).isTrue();
    assertThat(fault(mirror::requireConnected)).isInstanceOf(Fault.EngineUnavailable.class);
  }

  @Test
  void engineBack_whatChangedMeanwhile_isSeen() {
    EngineRef ref = engine.containers().create(Seen.spec(1));
    engine.containers().start(ref);
    until(() -> mirror.isConnected() && is(Status.RUNNING));

    engine.trouble().engineAway();
    until(() -> !mirror.isConnected());
    engine.trouble().engineBack();

    // Its policy does not start it again: it is stopped, and no event told so.
    until(() -> mirror.isConnected() && is(Status.STOPPED));
    assertThat(mirror.requireConnected().name()).isEqualTo("Memory");
  }

  @Test
  void pulse_missedBeforeTheEngineWasBack_givesUpNothing() {
    try (SlowPulse slow = new SlowPulse(engine);
        EngineMirror followed =
            EngineMirror.start(slow.engine(), new LiveView(List.of()), Clock.systemUTC())) {
      until(() -> slow.pings() == 1);
      slow.endEvents();
      slow.awaitFollowing(2);

      slow.missPing();

      // The next one is asked once the missed one was judged, and only of an engine that is there.
      until(() -> slow.pings() > 1 || !followed.isConnected());
      assertThat(followed.isConnected()).isTrue();
      until(() -> followed.staleSeconds() < 0);
    }
  }

  @Test
  void ready_notBeforeEverythingWasSeenOnce() throws InterruptedException {
    try (MemoryEngine slow =
        MemoryEngine.on(Clock.systemUTC()).images(MemoryImage.shell("busybox:latest")).build()) {
      slow.containers().create(Seen.spec(1));
      LiveView fresh = new LiveView(List.of());
      try (Trouble.Hold hold = slow.trouble().hold(Call.FIND);
          EngineMirror starting = EngineMirror.start(slow, fresh, Clock.systemUTC())) {
        hold.awaitArrivals(1);

        assertThat(fault(starting::requireReady)).isInstanceOf(Fault.EngineUnavailable.class);
        assertThat(fault(starting::requireConnected)).isInstanceOf(Fault.EngineUnavailable.class);

        hold.close();
        starting.awaitReady();
        starting.requireConnected();
        starting.requireReady();
        assertThat(fresh.get("c1").status()).isEqualTo(Status.STOPPED);
      }
    }
  }

  @Test
  void firstLook_fails_isTriedAgain() {
    try (MemoryEngine flaky =
        MemoryEngine.on(Clock.systemUTC()).images(MemoryImage.shell("busybox:latest")).build()) {
      flaky.containers().create(Seen.spec(1));
      flaky.trouble().failNext(Call.LIST, new Fault.EngineUnavailable("slow"));
      flaky.trouble().failNext(Call.FIND, new Fault.EngineUnavailable("slow"));
      LiveView fresh = new LiveView(List.of());

      try (EngineMirror starting = EngineMirror.start(flaky, fresh, Clock.systemUTC())) {
        // A container whose look failed is left out of the first one, and looked at once more.
        until(() -> starting.isConnected() && fresh.snapshot().find("c1").isPresent());

        assertThat(fresh.get("c1").status()).isEqualTo(Status.STOPPED);
      }
    }
  }

  @Test
  void unseenAtTheFirstLook_andSeenThen_isUnseenNoMore() throws Exception {
    try (MemoryEngine flaky =
        MemoryEngine.on(Clock.systemUTC()).images(MemoryImage.shell("busybox:latest")).build()) {
      EngineRef ref = flaky.containers().create(Seen.spec(1));
      flaky.trouble().failNext(Call.FIND, new Fault.EngineRefused("not now"));
      AtomicReference<Set<EngineRef>> told = new AtomicReference<>();
      LiveView fresh = new LiveView(List.of());
      try (EngineMirror starting = EngineMirror.start(flaky, fresh, Clock.systemUTC(), told::set)) {
        starting.awaitReady();
        assertThat(told).hasValue(Set.of(ref));

        starting.refresh(ref);

        assertThat(starting.isUnseen(ref)).isFalse();
      }
    }
  }

  @Test
  void unseenAtTheFirstLook_andRemovedThen_isUnseenNoMore() throws Exception {
    try (MemoryEngine flaky =
        MemoryEngine.on(Clock.systemUTC()).images(MemoryImage.shell("busybox:latest")).build()) {
      EngineRef ref = flaky.containers().create(Seen.spec(1));
      // Also those looks that events of before cause.
      for (int look = 0; look < 50; look++) {
        flaky.trouble().failNext(Call.FIND, new Fault.EngineRefused("not now"));
      }
      LiveView fresh = new LiveView(List.of());
      try (EngineMirror starting = EngineMirror.start(flaky, fresh, Clock.systemUTC())) {
        starting.awaitReady();
        assertThat(starting.isUnseen(ref)).isTrue();

        flaky.containers().remove(ref, true, true);

        until(() -> !starting.isUnseen(ref));
      }
    }
  }

  @Test
  void knownAndNotToldOfAtTheReturn_isLookedAtAgain() {
    EngineRef ref = engine.containers().create(Seen.spec(1));
    engine.containers().start(ref);
    until(() -> is(Status.RUNNING));
    engine.trouble().engineAway();
    until(() -> !mirror.isConnected());
    // Also those looks that events of before cause.
    for (int look = 0; look < 50; look++) {
      engine.trouble().failNext(Call.FIND, new Fault.EngineRefused("not now"));
    }
    engine.trouble().engineBack();
    until(mirror::isConnected);
    until(() -> isTold(ref));

    until(() -> is(Status.STOPPED));
  }

  private boolean isTold(EngineRef ref) {
    try {
      return engine.containers().find(ref).isPresent();
    } catch (FaultException _) {
      return false;
    }
  }

  @Test
  void look_lateAnswer_revivesNothing() throws Exception {
    EngineRef ref = engine.containers().create(Seen.spec(1));
    until(() -> mirror.isConnected() && is(Status.STOPPED));
    Thread late;
    try (Trouble.Hold hold = engine.trouble().hold(Call.FIND)) {
      late = Thread.ofVirtual().start(() -> mirror.refresh(ref));
      hold.awaitArrivals(1);
      engine.containers().remove(ref, true, true);
      until(() -> view.snapshot().find("c1").isEmpty());
    }
    late.join();

    assertThat(view.snapshot().find("c1")).isEmpty();
  }

  private boolean is(Status status) {
    return view.snapshot().find("c1").filter(found -> found.status() == status).isPresent();
  }

  private static Fault fault(ThrowingCallable call) {
    return catchThrowableOfType(FaultException.class, call).fault();
  }
}
