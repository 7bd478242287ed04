package tianniu.engine.docker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineState;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.ImageHealth;
import tianniu.engine.NetworkPoint;
import tianniu.engine.PortMapping;
import tianniu.engine.PortMapping.Protocol;
import tianniu.engine.VolumeMount;

class ContainerReadingTest {
  private static final String ID = "ab".repeat(32);

  /** What an engine says, in single quotes; with the parts that a test is about. */
  private static EngineContainer read(String state, String config, String host, String networks) {
    String json =
        "{'Id':'"
            + ID
            + "','Name':'/web','Created':'2026-11-23T15:00:00Z','Image':'sha256:1','Unknown':[1],"
            + "'State':{"
            + state
            + "},'Config':{'Image':'shop:1',"
            + config
            + "},'HostConfig':{"
            + host
            + "},'NetworkSettings':{"
            + networks
            + "},'Mounts':[{'Type':'volume','Name':'b','Destination':'/b','RW':true},"
            + "{'Type':'tmpfs','Destination':'/t'},"
            + "{'Type':'bind','Source':'/a','Destination':'/a','RW':false}]}";
    Wire.Inspected wire = Json.read(json.replace('\'', '"'), Wire.Inspected.class);
    return ContainerReading.read(
        wire,
        _ -> new ImageDefaults.Brought(Set.of("PATH=/bin"), Map.of("maintainer", "somebody")));
  }

  private static final String RUNNING =
      "'Status':'running','Pid':7,'StartedAt':'2026-11-23T15:00:01Z',"
          + "'FinishedAt':'2026-11-22T15:00:01Z','ExitCode':3,'Error':''";
  private static final String EXITED =
      "'Status':'exited','Pid':0,'StartedAt':'2026-11-23T15:00:01Z',"
          + "'FinishedAt':'2026-11-23T15:00:02Z','ExitCode':3,'Error':''";

  @Test
  void read_running_hasNoEndOfAnEarlierRun() {
    EngineContainer running = read(RUNNING, "'Tty':true", "'NetworkMode':'default'", "");
    assertThat(running.state()).isEqualTo(EngineState.RUNNING);
    assertThat(running.finishedAt()).isNull();
    assertThat(running.exitCode()).isNull();
    assertThat(running.pid()).isEqualTo(7);
    assertThat(running.tty()).isTrue();
  }

  @Test
  void read_exited_tellsHowItEnded() {
    EngineContainer exited = read(EXITED, "'Tty':false", "'NetworkMode':'lan'", "");
    assertThat(exited.exitCode()).isEqualTo(3);
    assertThat(exited.finishedAt()).isNotNull();
    assertThat(exited.network()).isEqualTo(new NetworkPoint("lan", null));
  }

  @Test
  void read_createdThatHasAnEnd_hasRun() {
    String forgotten =
        "'Status':'created','Pid':0,'StartedAt':'0001-01-01T00:00:00Z',"
            + "'FinishedAt':'2026-11-23T15:00:02Z','ExitCode':0,'Error':''";
    EngineContainer ran = read(forgotten, "'Tty':false", "'NetworkMode':'lan'", "");
    assertThat(ran.state()).isEqualTo(EngineState.EXITED);
    assertThat(ran.startedAt()).isNull();
    assertThat(ran.finishedAt()).isNotNull();
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void read_foreign_leavesOutWhatTheImageBrings() {
    EngineContainer foreign =
        read(
            EXITED,
            "'Env':['PATH=/bin','A=b=c','EMPTY'],'Labels':{'maintainer':'somebody','team':'x'}",
            "'NetworkMode':'default'",
            "");
    assertThat(foreign.environment())
        .containsExactly(
            new EnvironmentVariable("A", "b=c", null), new EnvironmentVariable("EMPTY", "", null));
    assertThat(foreign.labels()).isEqualTo(Map.of("team", "x"));
  }

  @Test
  void read_runningPorts_areFoldedAndOrdered() {
    String ports =
        "'Ports':{'8080/tcp':[{'HostIp':'0.0.0.0','HostPort':'80'},{'HostIp':'::','HostPort':'80'}],"
            + "'53/udp':[{'HostPort':'53'}],'53/tcp':[{'HostPort':'54'}],'9/tcp':null}";
    assertThat(read(RUNNING, "'Tty':false", "'NetworkMode':'default'", ports).ports())
        .containsExactly(
            new PortMapping(53, 54, Protocol.TCP),
            new PortMapping(53, 53, Protocol.UDP),
            new PortMapping(8080, 80, Protocol.TCP));
  }

  @Test
  void read_openPortPickedForEachFamily_isOnePort() {
    String ports =
        "'Ports':{'80/tcp':[{'HostIp':'0.0.0.0','HostPort':'32774'},"
            + "{'HostIp':'::','HostPort':'32773'}],'81/tcp':[{'HostIp':'::','HostPort':'81'}]}";
    assertThat(read(RUNNING, "'Tty':false", "'NetworkMode':'default'", ports).ports())
        .containsExactly(
            new PortMapping(80, 32774, Protocol.TCP), new PortMapping(81, 81, Protocol.TCP));
  }

  @Test
  void read_stoppedPorts_areThoseAskedFor() {
    String bindings =
        "'PortBindings':{'80/tcp':[{'HostPort':''}],'81/tcp':[{'HostPort':'8000-8010'}],"
            + "'82/sctp':[{'HostPort':'82'}]}";
    assertThat(read(EXITED, "'Tty':false", bindings, "'Ports':{}").ports())
        .containsExactly(
            new PortMapping(80, 0, Protocol.TCP),
            new PortMapping(81, 0, Protocol.TCP),
            new PortMapping(82, 82, Protocol.SCTP));
  }

  @Test
  void read_mounts_areInTheOrderAskedForWithoutTmpfs() {
    String mounts = "'Mounts':[{'Type':'volume','Source':'b','Target':'/b'}]";
    assertThat(read(EXITED, "'Tty':false", mounts, "").volumes())
        .containsExactly(new VolumeMount("b", "/b", false), new VolumeMount("/a", "/a", true));
  }

  @Test
  void read_networkById_hasItsNameAndAddress() {
    String networks =
        "'Networks':{'a':{'NetworkID':'11','IPAddress':'10.0.0.1'},"
            + "'lan':{'NetworkID':'77','IPAddress':'10.0.0.2'}}";
    assertThat(read(RUNNING, "'Tty':false", "'NetworkMode':'77'", networks).network())
        .isEqualTo(new NetworkPoint("lan", "10.0.0.2"));
  }

  @Test
  void read_numbersBeyondInt_areTheLargest() {
    EngineContainer container =
        read(
            RUNNING,
            "'Healthcheck':{'Test':['CMD','a'],'Retries':5000000000}",
            "'RestartPolicy':{'Name':'on-failure','MaximumRetryCount':5000000000}",
            "");
    assertThat(container.restartPolicy().maxRetries()).isEqualTo(Integer.MAX_VALUE);
    assertThat(requireNonNull(container.imageHealth()).retries()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void read_checkOfTheImage_tellsItsLastBadWords() {
    String bad = health("{'ExitCode':0,'Output':'good'},{'ExitCode':1,'Output':' no pong\\n'}");
    String good = health("{'ExitCode':1,'Output':'no pong'},{'ExitCode':0,'Output':'good'}");
    String check = "'Healthcheck':{'Test':['CMD','a']}";

    ImageHealth failing = requireNonNull(read(bad, check, "", "").imageHealth());
    assertThat(failing.failingStreak()).isEqualTo(2);
    assertThat(failing.lastError()).isEqualTo("no pong");
    assertThat(requireNonNull(read(good, check, "", "").imageHealth()).lastError()).isNull();
  }

  private static String health(String log) {
    return RUNNING + ",'Health':{'Status':'unhealthy','FailingStreak':2,'Log':[" + log + "]}";
  }

  @Test
  void read_cpuQuota_isCoresAndAtMostTheLargest() {
    assertThat(quota("'CpuQuota':150000")).isEqualTo(1_500_000_000L);
    assertThat(quota("'CpuQuota':33333,'CpuPeriod':50000")).isEqualTo(666_660_000L);
    assertThat(quota("'CpuQuota':" + Long.MAX_VALUE + ",'CpuPeriod':1000"))
        .isEqualTo(Long.MAX_VALUE);
  }

  private static long quota(String host) {
    return requireNonNull(read(RUNNING, "'Tty':false", host, "").limits().cpu()).nanos();
  }

  @Test
  void read_unreadableMoment_isNotKnown() {
    String state = "'Status':'running','Pid':7,'StartedAt':'yesterday'";
    assertThat(read(state, "'Tty':false", "'NetworkMode':'lan'", "").startedAt()).isNull();
  }

  @Test
  void read_exitCodeBeyondInt_isTheLargest() {
    String state =
        "'Status':'exited','StartedAt':'2026-11-23T15:00:01Z','ExitCode':3221225786,'Error':''";
    assertThat(read(state, "'Tty':false", "'NetworkMode':'lan'", "").exitCode())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void mark_ageing_staysAndHealthChanges() {
    assertThat(mark("Up 3 seconds (healthy)")).isEqualTo(mark("Up 5 minutes (healthy)"));
    assertThat(mark("Up 3 seconds (healthy)")).isNotEqualTo(mark("Up 3 seconds (unhealthy)"));
    assertThat(mark("Exited (0) 1 second ago")).isNotEqualTo(mark("Exited (1) 1 second ago"));
  }

  private static String mark(String status) {
    return ContainerReading.mark(
        new Wire.Listed(ID, List.of("/web"), "running", status, List.of(), null));
  }
}
