package tianniu.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.engine.contract.TestEngine.messages;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerEngine;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.HealthStatus;
import tianniu.engine.ImageHealth;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.PortMapping;
import tianniu.engine.PortMapping.Protocol;
import tianniu.engine.RestartPolicy;
import tianniu.engine.VolumeMount;

/** What only Docker does: containers of other makers, and logs as its drivers keep them. */
class DockerWaysIT {
  private final DockerTestEngine engine = new DockerTestEngine();
  private String foreign = "";

  @BeforeEach
  void name() {
    foreign = engine.name();
  }

  @AfterEach
  void cleanUp() {
    try {
      engine
          .http()
          .exchange(Call.delete("/containers/" + foreign).query("force", true).query("v", true));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      engine.close();
    }
  }

  private ContainerEngine containers() {
    return engine.containers();
  }

  /** A container that somebody makes without us. */
  private EngineRef foreign(Map<String, Object> config) {
    Map<String, Object> body = new java.util.HashMap<>(config);
    body.putIfAbsent("Image", engine.image());
    Call call = Call.post("/containers/create").query("name", foreign).withBody(body);
    return new EngineRef(Objects.requireNonNull(engine.send(call).read(Wire.Identity.class).id()));
  }

  private EngineRef script(Map<String, Object> config, String script) {
    Map<String, Object> all = new java.util.HashMap<>(config);
    all.put("Cmd", List.of("sh", "-c", script));
    EngineRef ref = foreign(all);
    containers().start(ref);
    return ref;
  }

  private EngineRef ended(Map<String, Object> config, String script) {
    EngineRef ref = script(config, script);
    engine.awaitState(ref, EngineState.EXITED);
    return ref;
  }

  private List<LogLine> tail(EngineRef ref, long count) {
    return engine.logs(ref, new LogQuery(null, null, count, false));
  }

  @Test
  void find_foreign_hasNoIssuedIdAndItsOwnTime() {
    EngineContainer found = engine.see(foreign(Map.of()));
    assertThat(found.issuedId()).isNull();
    assertThat(found.name()).isEqualTo(foreign);
    assertThat(found.createdAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(found.restartPolicy()).isEqualTo(RestartPolicy.NO);
    assertThat(found.health()).isNull();
  }

  @Test
  void find_foreign_showsWhatItsMakerGaveAndNotTheImages() {
    EngineContainer found =
        engine.see(
            foreign(Map.of("Env", List.of("A=1", "PATH=/own"), "Labels", Map.of("team", "x"))));
    assertThat(found.environment())
        .containsExactlyInAnyOrder(
            new EnvironmentVariable("PATH", "/own", null), new EnvironmentVariable("A", "1", null));
    assertThat(found.labels()).isEqualTo(Map.of("team", "x"));
    assertThat(engine.see(foreignAgain(Map.of())).environment()).isEmpty();
  }

  private EngineRef foreignAgain(Map<String, Object> config) {
    containers().remove(new EngineRef(inspectedId()), true, true);
    return foreign(config);
  }

  private String inspectedId() {
    return engine
        .send(Call.get("/containers/" + foreign + "/json"))
        .read(Wire.Inspected.class)
        .id();
  }

  @Test
  void find_labelsThatLookLikeOurs_isForeign() {
    Map<String, String> labels = Map.of("tianniu.id", "nonsense", "tianniu.spec", "{");
    EngineContainer found = engine.see(foreign(Map.of("Labels", labels)));
    assertThat(found.issuedId()).isNull();
    assertThat(found.labels()).isEmpty();
  }

  @Test
  void find_anonymousVolume_isNamedAndTmpfsIsNot() {
    EngineContainer found =
        engine.see(
            foreign(
                Map.of(
                    "Volumes", Map.of("/data", Map.of()),
                    "HostConfig", Map.of("Tmpfs", Map.of("/scratch", "")))));
    assertThat(found.volumes())
        .singleElement()
        .satisfies(
            volume -> {
              assertThat(volume.source()).matches("[0-9a-f]{64}");
              assertThat(volume.target()).isEqualTo("/data");
              assertThat(volume.readOnly()).isFalse();
            });
  }

  @Test
  void remove_withVolumes_removesTheAnonymousOnes() {
    EngineRef ref = foreign(Map.of("Volumes", Map.of("/data", Map.of())));
    String volume = engine.see(ref).volumes().getFirst().source();
    assertThat(engine.engine().resources().hasVolume(volume)).isTrue();
    containers().remove(ref, true, true);
    assertThat(engine.engine().resources().hasVolume(volume)).isFalse();
  }

  @Test
  void remove_withVolumes_keepsTheNamedOnes() {
    String volume = engine.volume();
    EngineRef ref = engine.create(draft -> draft.volume(new VolumeMount(volume, "/data", false)));
    containers().remove(ref, true, true);
    assertThat(engine.engine().resources().hasVolume(volume)).isTrue();
  }

  @Test
  void find_bindOfTheOlderKind_isTold() {
    List<String> binds = List.of(engine.path() + ":/bound:ro");
    EngineContainer found = engine.see(foreign(Map.of("HostConfig", Map.of("Binds", binds))));
    assertThat(found.volumes()).containsExactly(new VolumeMount(engine.path(), "/bound", true));
  }

  @Test
  void find_portOnBothFamilies_isOne() {
    int port = engine.freePort();
    EngineRef ref = engine.running(draft -> draft.port(80, port, Protocol.TCP));
    assertThat(engine.see(ref).ports()).containsExactly(new PortMapping(80, port, Protocol.TCP));
  }

  @Test
  void find_portsExposedButNotPublished_areNotTold() {
    EngineRef ref = script(Map.of("ExposedPorts", Map.of("80/tcp", Map.of())), "sleep 600");
    assertThat(engine.see(ref).ports()).isEmpty();
  }

  @Test
  void find_networkAskedForById_hasItsName() {
    String name = engine.network();
    String id = engine.send(Call.get("/networks/" + name)).read(Wire.Identity.class).id();
    EngineRef ref = engine.create(draft -> draft.network(Objects.requireNonNull(id)));
    assertThat(Objects.requireNonNull(engine.see(ref).network()).name()).isEqualTo(name);
    containers().start(ref);
    EngineContainer running = engine.see(ref);
    assertThat(Objects.requireNonNull(running.network()).name()).isEqualTo(name);
    assertThat(Objects.requireNonNull(running.network()).ipAddress()).isNotNull();
    containers().remove(ref, true, true);
  }

  @Test
  void find_limitInTheOlderWords_isTold() {
    EngineContainer found =
        engine.see(foreign(Map.of("HostConfig", Map.of("CpuQuota", 50_000, "CpuPeriod", 100_000))));
    assertThat(Objects.requireNonNull(found.limits().cpu()).nanos()).isEqualTo(500_000_000);
  }

  @Test
  void find_imageProbe_isTheEnginesOwn() {
    Map<String, Object> check =
        Map.of("Test", List.of("CMD", "true"), "Interval", 1_000_000_000L, "Retries", 2);
    EngineRef ref = script(Map.of("Healthcheck", check), "sleep 600");
    engine.await(
        () ->
            Objects.requireNonNull(engine.see(ref).imageHealth()).status() == HealthStatus.HEALTHY);
    ImageHealth health = Objects.requireNonNull(engine.see(ref).imageHealth());
    assertThat(health.lastChecked()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(health.interval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(health.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(health.retries()).isEqualTo(2);
  }

  @Test
  void logs_terminal_areLinesWithoutReturns() {
    EngineRef ref = ended(Map.of("Tty", true), "echo a; echo b >&2; printf '%040000d\\n' 7");
    assertThat(engine.messages(ref)).containsExactly("a", "b", "0".repeat(39_999) + "7");
    assertThat(engine.see(ref).tty()).isTrue();
  }

  @Test
  void logs_noDriver_areNone() {
    EngineRef ref =
        ended(Map.of("HostConfig", Map.of("LogConfig", Map.of("Type", "none"))), "echo a");
    assertThat(engine.messages(ref)).isEmpty();
  }

  @Test
  void logs_driverThatKeepsNothing_areNone() {
    Map<String, Object> log =
        Map.of(
            "Type",
            "syslog",
            "Config",
            Map.of("syslog-address", "udp://127.0.0.1:9", "cache-disabled", "true"));
    EngineRef ref = ended(Map.of("HostConfig", Map.of("LogConfig", log)), "echo a");
    assertThat(engine.messages(ref)).isEmpty();
    assertThat(messages(tail(ref, 3))).isEmpty();
  }

  @Test
  void logs_driverWithItsOwnFormat_areTheSame() {
    EngineRef ref =
        ended(
            Map.of("HostConfig", Map.of("LogConfig", Map.of("Type", "local"))),
            "seq 1 5; printf '%040000d\\n' 7");
    assertThat(messages(tail(ref, 3))).containsExactly("4", "5", "0".repeat(39_999) + "7");
  }

  @Test
  void tail_longLines_countsLinesAndNotTheirPieces() {
    EngineRef ref = ended(Map.of(), "echo a; printf '%0100000d\\n' 7; printf '%0100000d\\n' 8");
    assertThat(messages(tail(ref, 1))).containsExactly("0".repeat(99_999) + "8");
    assertThat(messages(tail(ref, 2)))
        .containsExactly("0".repeat(99_999) + "7", "0".repeat(99_999) + "8");
    assertThat(messages(tail(ref, 3))).startsWith("a").hasSize(3);
  }

  @Test
  void tail_manyLongLines_asksForMorePieces() {
    EngineRef ref = ended(Map.of(), "for i in $(seq 1 40); do printf '%0100000d\\n' $i; done");
    assertThat(messages(tail(ref, 30)))
        .hasSize(30)
        .allMatch(line -> line.length() == 100_000)
        .first()
        .asString()
        .endsWith("011");
  }

  @Test
  void since_afterTheFirstPieceOfALongLine_leavesTheLineOut() {
    EngineRef ref = ended(Map.of(), "printf '%0100000d\\n' 7; echo after");
    Instant first =
        engine.logs(ref, new LogQuery(null, null, LogQuery.ALL, false)).getFirst().timestamp();
    LogQuery query = new LogQuery(first.plusNanos(1), null, LogQuery.ALL, false);
    assertThat(messages(engine.logs(ref, query))).containsExactly("after");
  }

  @Test
  void tail_largeLog_isQuickAndExact() {
    EngineRef ref = ended(Map.of(), "seq 1 200000");
    assertThat(messages(tail(ref, 3))).containsExactly("199998", "199999", "200000");
    assertThat(tail(ref, 150_000)).hasSize(150_000);
  }

  @Test
  void follow_withTail_beginsWithTheLastLines() {
    EngineRef ref = script(Map.of(), "seq 1 9; sleep 600");
    engine.await(() -> engine.messages(ref).size() == 9);
    try (LogStream stream = containers().logs(ref, new LogQuery(null, null, 2, true))) {
      assertThat(Objects.requireNonNull(stream.next()).message()).isEqualTo("8");
      assertThat(Objects.requireNonNull(stream.next()).message()).isEqualTo("9");
    }
  }

  @Test
  void exec_userThatIsNotThere_saysSoOnStderr() {
    EngineRef ref = engine.running("sleep", "600");
    var spec =
        new tianniu.engine.ExecSpec(
            List.of("ls"), List.of(), null, "no-such-user", false, false, true, true);
    var result = engine.exec(ref, spec);
    assertThat(result.exitCode()).isEqualTo(126);
    assertThat(result.stderr()).contains("no-such-user");
    assertThat(result.stdout()).isEmpty();
  }

  @Test
  void exec_commandThatEndsLikeTheEngine_staysOnStdout() {
    EngineRef ref = engine.running("sleep", "600");
    assertThat(engine.exec(ref, "sh", "-c", "printf 'OCI runtime exec failed:\\r\\n'").stdout())
        .isEqualTo("OCI runtime exec failed:\r\n");
  }

  @Test
  void exec_largeInput_comesBackWhole() throws InterruptedException {
    EngineRef ref = engine.running("sleep", "600");
    var spec =
        new tianniu.engine.ExecSpec(List.of("cat"), List.of(), null, null, false, true, true, true);
    byte[] input = "0123456789".repeat(200_000).getBytes(UTF_8);
    try (var session = engine.engine().execs().start(ref, spec)) {
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    session.write(input);
                    session.closeInput();
                  });
      assertThat(DockerTestEngine.finish(session).stdout()).hasSize(input.length);
      writer.join();
    }
  }
}
