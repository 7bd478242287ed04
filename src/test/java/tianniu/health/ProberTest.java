package tianniu.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineHost;
import tianniu.engine.EngineState;
import tianniu.engine.HealthProbe;
import tianniu.engine.HealthStatus;

class ProberTest {
  private static final ContainerId WEB = new ContainerId("a".repeat(32));
  private static final ContainerId DB = new ContainerId("b".repeat(32));
  private static final Instant NOW = Probed.START.plusSeconds(3600);

  /** Each pause tells that it has begun, and lasts until it is ended here. */
  private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();

  private final Semaphore ends = new Semaphore(0);
  private final AtomicInteger dials = new AtomicInteger();
  private volatile EngineHost host = new LoopbackHost();

  /** What each container had turned to when that was told. */
  private final BlockingQueue<HealthStatus> turns = new LinkedBlockingQueue<>();

  private final Prober prober =
      new Prober(
          () -> host,
          () -> NOW,
          duration -> {
            pauses.add(duration);
            ends.acquire();
          },
          ProbeWatch.BLIND,
          this::note);

  @AfterEach
  void close() {
    prober.close();
  }

  private static EngineContainer running(HealthProbe probe) {
    return Probed.container(EngineState.RUNNING, 1, probe);
  }

  private void note(ContainerId id) {
    turns.add(prober.health(id).orElseThrow().status());
  }

  private void nextProbe() throws InterruptedException {
    ends.release();
    pauses.take();
  }

  /** As where nothing listens; a port that was given back may be another's by now. */
  private void refuseAll() {
    host =
        new LoopbackHost() {
          @Override
          public Socket dial(EngineContainer container, String name, int port, Duration timeout)
              throws IOException {
            dials.incrementAndGet();
            throw new ConnectException("refused on purpose");
          }
        };
  }

  @Test
  void watch_serverAnswers_isHealthyAfterTheFirstProbe() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK\n\n")) {
      prober.watch(WEB, running(Probed.probe(server.endpoint("/"))));
      assertThat(pauses.take()).isEqualTo(Duration.ofSeconds(10));
      assertThat(prober.health(WEB)).contains(new ProbeHealth(HealthStatus.HEALTHY, NOW, 0, null));
    }
    refuseAll();
    nextProbe();
    nextProbe();
    assertThat(prober.health(WEB).orElseThrow().status()).isEqualTo(HealthStatus.UNHEALTHY);
  }

  @Test
  void watch_statusBecomesAnother_isToldOnceItCanBeAskedFor() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK\n\n")) {
      prober.watch(WEB, running(Probed.probe(server.endpoint("/"))));
      pauses.take();
      nextProbe();
      assertThat(turns).containsExactly(HealthStatus.HEALTHY);
    }
    refuseAll();
    nextProbe();
    nextProbe();
    nextProbe();
    assertThat(turns).containsExactly(HealthStatus.HEALTHY, HealthStatus.UNHEALTHY);
  }

  @Test
  void watch_sameRunAgain_goesOn() throws Exception {
    refuseAll();
    prober.watch(WEB, running(Probed.probe("http://localhost/")));
    pauses.take();
    prober.watch(WEB, running(Probed.probe("http://localhost/")));
    nextProbe();
    assertThat(prober.health(WEB).orElseThrow().failingStreak()).isEqualTo(2);
    assertThat(dials).hasValue(2);
  }

  @Test
  void watch_newRun_startsAnew() throws Exception {
    refuseAll();
    prober.watch(WEB, running(Probed.probe("http://localhost/")));
    pauses.take();
    nextProbe();
    prober.watch(WEB, Probed.container(EngineState.RUNNING, 2, Probed.probe("http://localhost/")));
    pauses.take();
    assertThat(prober.health(WEB).orElseThrow().failingStreak()).isEqualTo(1);
  }

  @Test
  void health_ofARun_isNotThatOfAnother() throws Exception {
    refuseAll();
    HealthProbe probe = Probed.probe("http://localhost/");
    prober.watch(WEB, running(probe));
    pauses.take();
    assertThat(prober.health(WEB, running(probe))).isPresent();
    assertThat(prober.health(WEB, Probed.container(EngineState.RUNNING, 2, probe))).isEmpty();
  }

  @Test
  void watch_paused_isNotProbedAndKeepsItsHealth() throws Exception {
    refuseAll();
    HealthProbe probe = Probed.probe("http://localhost/");
    prober.watch(WEB, running(probe));
    pauses.take();
    prober.watch(WEB, Probed.container(EngineState.PAUSED, 1, probe));
    nextProbe();
    assertThat(dials).hasValue(1);
    assertThat(prober.health(WEB).orElseThrow().failingStreak()).isEqualTo(1);
    prober.watch(WEB, running(probe));
    nextProbe();
    assertThat(dials).hasValue(2);
  }

  @Test
  void watch_noProbeOrNotRunning_isForgotten() throws Exception {
    refuseAll();
    HealthProbe probe = Probed.probe("http://localhost/");
    prober.watch(WEB, running(probe));
    pauses.take();
    prober.watch(WEB, Probed.container(EngineState.EXITED, 0, probe));
    assertThat(prober.health(WEB)).isEmpty();
    prober.watch(WEB, Probed.container(EngineState.RUNNING, 1, null));
    assertThat(prober.health(WEB)).isEmpty();
  }

  @Test
  void watch_oneContainerBreaks_isKeptAndHarmsNoOther() throws Exception {
    EngineHost good = new LoopbackHost();
    host =
        new LoopbackHost() {
          @Override
          public Socket dial(EngineContainer container, String name, int port, Duration timeout)
              throws IOException {
            if (port == 1) {
              throw new IllegalStateException("broken on purpose");
            }
            return good.dial(container, name, port, timeout);
          }
        };
    try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK\n\n")) {
      prober.watch(DB, running(Probed.probe("http://localhost:1/")));
      prober.watch(WEB, running(Probed.probe(server.endpoint("/"))));
      pauses.take();
      pauses.take();
      assertThat(prober.health(WEB).orElseThrow().status()).isEqualTo(HealthStatus.HEALTHY);
      assertThat(prober.health(DB).orElseThrow().status()).isEqualTo(HealthStatus.STARTING);
      assertThat(prober.health(DB).orElseThrow().failingStreak()).isZero();
    }
  }

  @Test
  void forget_inTheMiddleOfAProbe_breaksItOff() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            socket -> {
              ScriptedServer.stall(socket);
              gone.countDown();
            })) {
      prober.watch(WEB, running(Probed.probe(server.endpoint("/"))));
      server.nextRequest();
      prober.forget(WEB);
      gone.await();
      assertThat(prober.health(WEB)).isEmpty();
    }
  }

  @Test
  void close_probing_endsAllAndTakesNoMore() throws Exception {
    refuseAll();
    prober.watch(WEB, running(Probed.probe("http://localhost/")));
    prober.watch(DB, running(Probed.probe("http://localhost/")));
    pauses.take();
    prober.close();
    prober.watch(WEB, running(Probed.probe("http://localhost/")));
    assertThat(prober.health(WEB)).isEmpty();
    assertThat(prober.health(DB)).isEmpty();
  }
}
