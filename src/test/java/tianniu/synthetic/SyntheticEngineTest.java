package tianniu.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tianniu.Waiting.untilThere;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.engine.ContainerEngine;
import tianniu.engine.ContainerSummary;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineEvent;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.EventStream;
import tianniu.engine.Isolation;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.OutputStreamKind;
import tianniu.engine.UsageFeed;
import tianniu.engine.docker.DockerEngine;
import tianniu.engine.docker.EngineAddress;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** Our own client takes it for a Docker engine. */
class SyntheticEngineTest {
  private static final Duration TICK = Duration.ofMillis(1);

  private final SyntheticEngine synthetic = engine();
  private final DockerEngine docker = client(synthetic);

  private static SyntheticEngine engine() {
    try {
      return SyntheticEngine.onTcp(0, 30, 7, TICK);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static DockerEngine client(SyntheticEngine engine) {
    return DockerEngine.open(EngineAddress.parse(engine.address()), new Isolation(0, true));
  }

  @AfterEach
  void close() {
    docker.close();
    synthetic.close();
  }

  private EngineRef first() {
    return new EngineRef(Box.id(7, 0));
  }

  @Test
  void info_isThatOfADockerEngine() {
    assertThat(docker.info().name()).isEqualTo("Docker");
    assertThat(docker.info().apiVersion()).isEqualTo("1.41");
    docker.ping(Duration.ofSeconds(5));
  }

  @Test
  void list_hasAllContainers_ofWhichEachIsFound() {
    List<ContainerSummary> all = docker.containers().list();
    assertThat(all).hasSize(30).doesNotHaveDuplicates();

    EngineContainer one = docker.containers().find(first()).orElseThrow();
    assertThat(one.name()).isEqualTo("synthetic-0");
    assertThat(one.state()).isEqualTo(EngineState.RUNNING);
    assertThat(one.labels()).containsEntry("app", "web").containsEntry("group", "g0");
    assertThat(one.environment()).singleElement().extracting("name").isEqualTo("ROLE");
    assertThat(one.network()).extracting("ipAddress").isEqualTo("172.17.0.2");
    assertThat(docker.containers().find(new EngineRef("f".repeat(64)))).isEmpty();
  }

  @Test
  void sameSeed_sameContainers() throws IOException {
    try (SyntheticEngine twin = SyntheticEngine.onTcp(0, 30, 7, TICK)) {
      assertThat(twin.statuses()).isEqualTo(synthetic.statuses());

      twin.change(100, 10);
      synthetic.change(100, 10);

      assertThat(twin.statuses()).isEqualTo(synthetic.statuses());
      assertThat(twin.events()).isEqualTo(synthetic.events()).isGreaterThan(100);
    }
  }

  @Test
  void changes_ofEveryKind_areSeenInInspectAndEvents() {
    ContainerEngine containers = docker.containers();
    try (EventStream events = docker.events(Instant.now())) {
      containers.pause(first());
      assertThat(state()).contains(EngineState.PAUSED);
      containers.unpause(first());
      assertThat(containers.stop(first(), Duration.ofSeconds(1)))
          .isEqualTo(ContainerEngine.Change.DONE);
      assertThat(state()).contains(EngineState.EXITED);
      assertThat(containers.stop(first(), Duration.ofSeconds(1)))
          .isEqualTo(ContainerEngine.Change.ALREADY);
      containers.start(first());
      containers.restart(first(), Duration.ofSeconds(1));
      assertThat(state()).contains(EngineState.RUNNING);
      assertThat(
              catchThrowableOfType(Exception.class, () -> containers.remove(first(), false, false)))
          .isNotNull();
      containers.remove(first(), true, true);
      assertThat(state()).isEmpty();

      List<String> seen = new ArrayList<>();
      for (EngineEvent event = events.next(); event != null; event = next(events, event)) {
        seen.add(event.action());
      }
      assertThat(seen)
          .containsSubsequence(
              "pause",
              "unpause",
              "kill",
              "die",
              "disconnect",
              "stop",
              "connect",
              "start",
              "die",
              "start",
              "restart",
              "destroy");
    }
  }

  private static @org.jspecify.annotations.Nullable EngineEvent next(
      EventStream events, EngineEvent last) {
    return last.kind() == EngineEvent.Kind.REMOVED ? null : events.next();
  }

  private Optional<EngineState> state() {
    return docker.containers().find(first()).map(EngineContainer::state);
  }

  @Test
  void usage_comesByAStream() {
    EngineRef second = new EngineRef(Box.id(7, 1));
    EngineContainer container = docker.containers().find(second).orElseThrow();
    try (UsageFeed feed = docker.usage().open(container)) {
      assertThat(untilThere(feed::sample).memoryBytes()).isEqualTo(2 << 20);
    }
  }

  @Test
  void logs_ofBothStreams_areRead() {
    List<String> lines = new ArrayList<>();
    Set<OutputStreamKind> kinds = new HashSet<>();
    try (LogStream logs = docker.containers().logs(first(), new LogQuery(null, null, 4, false))) {
      for (var line = logs.next(); line != null; line = logs.next()) {
        lines.add(line.message());
        kinds.add(line.stream());
      }
    }
    assertThat(lines).containsExactly("line 6", "line 7", "line 8", "line 9");
    assertThat(kinds).hasSize(2);
  }

  @Test
  void cut_endsStreams_andTheNextCallIsAnswered() {
    try (EventStream events = docker.events(Instant.now())) {
      synthetic.cut();
      assertThat(events.next()).isNull();
    }
    assertThat(docker.containers().list()).hasSize(30);
  }

  @Test
  void refuse_isAnEngineThatIsAway() {
    synthetic.refuse(true);
    FaultException away =
        catchThrowableOfType(FaultException.class, () -> docker.containers().list());
    assertThat(away.fault()).isInstanceOf(Fault.EngineUnavailable.class);

    synthetic.refuse(false);
    assertThat(docker.containers().list()).hasSize(30);
  }

  @Test
  void delay_ofOnePath_isLongerThanTheCallersPatience() {
    docker.info();
    synthetic.delay("/_ping", Duration.ofMinutes(1));
    assertThat(docker.containers().list()).hasSize(30);

    FaultException late =
        catchThrowableOfType(FaultException.class, () -> docker.ping(Duration.ofMillis(20)));
    assertThat(late.fault()).isInstanceOf(Fault.EngineUnavailable.class);
  }

  @Test
  void unixSocket_isSpokenOnToo(@TempDir Path folder) throws IOException {
    try (SyntheticEngine local = SyntheticEngine.onUnix(folder.resolve("s"), 3, 1, TICK);
        DockerEngine client = client(local)) {
      assertThat(client.containers().list()).hasSize(3);
      assertThat(local.asked("list")).isEqualTo(1);
    }
  }
}
