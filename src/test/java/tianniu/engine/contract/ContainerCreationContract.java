package tianniu.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.engine.contract.TestEngine.fault;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Cpus;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.HealthProbe;
import tianniu.engine.NetworkPoint;
import tianniu.engine.OnUnhealthy;
import tianniu.engine.PortMapping;
import tianniu.engine.PortMapping.Protocol;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;
import tianniu.engine.VolumeMount;
import tianniu.fault.Fault;

/** Containers are made as they were asked for, and tell it. */
public abstract class ContainerCreationContract extends EngineContract {
  @Test
  void create_newContainer_neverRan() {
    EngineContainer made = engine().see(engine().create("true"));
    assertThat(made.state()).isEqualTo(EngineState.CREATED);
    assertThat(made.startedAt()).isNull();
    assertThat(made.finishedAt()).isNull();
    assertThat(made.exitCode()).isNull();
    assertThat(made.error()).isNull();
    assertThat(made.pid()).isZero();
    assertThat(made.outOfMemory()).isFalse();
    assertThat(made.tty()).isFalse();
  }

  @Test
  void create_always_answersALongHexReference() {
    assertThat(engine().create("true").value()).matches("[0-9a-f]{32,}");
  }

  @Test
  void create_always_tellsIdNameImageAndTime() {
    ContainerSpec spec = engine().spec(draft -> draft);
    EngineContainer made = engine().see(engine().create(spec));
    assertThat(made.issuedId()).isEqualTo(spec.id());
    assertThat(made.name()).isEqualTo(spec.name());
    assertThat(made.image()).isEqualTo(spec.image());
    assertThat(made.createdAt()).isEqualTo(spec.createdAt());
  }

  @Test
  void create_byAKey_tellsWhichKey() {
    EngineRef ref = engine().create(draft -> draft.createdBy("key-1"));
    assertThat(engine().see(ref).createdBy()).isEqualTo("key-1");
    assertThat(engine().see(engine().create("true")).createdBy()).isNull();
  }

  @Test
  void create_labels_tellsThemWithoutItsOwn() {
    EngineRef ref = engine().create(draft -> draft.label("team", "a b").label("empty", ""));
    assertThat(engine().see(ref).labels())
        .containsOnlyKeys("team", "empty", TestEngine.LABEL)
        .containsEntry("team", "a b")
        .containsEntry("empty", "");
  }

  @Test
  void create_environment_tellsOnlyWhatItsMakerGave() {
    EngineRef ref = engine().create(draft -> draft.env("B", "2=3").env("A", "").env("C", "ö x"));
    assertThat(engine().see(ref).environment())
        .containsExactly(
            new EnvironmentVariable("B", "2=3", null),
            new EnvironmentVariable("A", "", null),
            new EnvironmentVariable("C", "ö x", null));
  }

  @Test
  void create_noEnvironment_tellsNoneOfTheImage() {
    assertThat(engine().see(engine().create("true")).environment()).isEmpty();
  }

  @Test
  void create_secretVariable_tellsWhereItCameFrom() {
    EnvironmentVariable secret =
        new EnvironmentVariable(
            "PASSWORD", "s3cret", new EnvironmentVariable.SecretRef("database", "password"));
    EngineRef ref = engine().create(draft -> draft.env(secret).env("PLAIN", "x"));
    assertThat(engine().see(ref).environment())
        .as("never the value")
        .containsExactly(secret.withoutSecretValue(), new EnvironmentVariable("PLAIN", "x", null));
  }

  @Test
  void create_ports_tellsThemByInternalPortThenProtocol() {
    int a = engine().freePort();
    int b = engine().freePort();
    EngineRef ref =
        engine()
            .create(
                draft ->
                    draft
                        .port(8080, a, Protocol.UDP)
                        .port(8080, a, Protocol.TCP)
                        .port(80, b, Protocol.TCP));
    assertThat(engine().see(ref).ports())
        .containsExactly(
            new PortMapping(80, b, Protocol.TCP),
            new PortMapping(8080, a, Protocol.TCP),
            new PortMapping(8080, a, Protocol.UDP));
  }

  @Test
  void create_openPort_isZeroUntilTheStart() {
    EngineRef ref = engine().create(draft -> draft.port(80, 0, Protocol.TCP));
    assertThat(engine().see(ref).ports()).containsExactly(new PortMapping(80, 0, Protocol.TCP));
  }

  @Test
  void create_limits_tellsThem() {
    ResourceLimits limits = new ResourceLimits(new Cpus(500_000_000), new ByteSize(64L << 20));
    EngineRef ref = engine().create(draft -> draft.limits(limits));
    assertThat(engine().see(ref).limits()).isEqualTo(limits);
  }

  @Test
  void create_noLimits_tellsNone() {
    assertThat(engine().see(engine().create("true")).limits()).isEqualTo(ResourceLimits.NONE);
  }

  @Test
  void create_moreCpuThanTheMachine_refuses() {
    Cpus tooMany = new Cpus((engine().engine().info().cpus() + 1) * 1_000_000_000L);
    ContainerSpec spec = engine().spec(draft -> draft.limits(new ResourceLimits(tooMany, null)));
    assertThat(fault(() -> engine().create(spec))).isInstanceOf(Fault.EngineRefused.class);
  }

  @ParameterizedTest
  @EnumSource
  void create_restartPolicy_tellsIt(RestartPolicy.Type type) {
    int retries = type == RestartPolicy.Type.ON_FAILURE ? 3 : 0;
    EngineRef ref = engine().create(draft -> draft.restart(type, retries));
    assertThat(engine().see(ref).restartPolicy()).isEqualTo(new RestartPolicy(type, retries));
  }

  @Test
  void create_probe_tellsIt() {
    HealthProbe probe =
        new HealthProbe(
            URI.create("http://localhost:8080/health?deep=1"),
            Duration.ofSeconds(30),
            Duration.ofMillis(1500),
            3,
            OnUnhealthy.RESTART);
    EngineRef ref = engine().create(draft -> draft.health(probe));
    assertThat(engine().see(ref).health()).isEqualTo(probe);
  }

  @Test
  void create_noProbe_tellsNone() {
    EngineContainer made = engine().see(engine().create("true"));
    assertThat(made.health()).isNull();
    assertThat(made.imageHealth()).isNull();
  }

  @Test
  void create_process_tellsIt() {
    ProcessSpec process =
        new ProcessSpec(List.of("echo", "-n"), List.of("a b", "c"), "/bin", "1000:1000", "box7");
    EngineRef ref = engine().create(draft -> draft.process(process));
    assertThat(engine().see(ref).process()).isEqualTo(process);
  }

  @Test
  void create_nothingSaidOfTheProcess_runsTheImagesCommand() {
    EngineRef ref = engine().create(draft -> draft.process(ProcessSpec.IMAGE_DEFAULTS));
    engine().containers().start(ref);
    engine().awaitState(ref, EngineState.EXITED);
    assertThat(engine().see(ref).exitCode()).isZero();
  }

  @Test
  void create_mounts_tellsThem() {
    VolumeMount bind = new VolumeMount(engine().path(), "/bound", true);
    VolumeMount volume = new VolumeMount(engine().volume(), "/data", false);
    EngineRef ref = engine().create(draft -> draft.volume(bind).volume(volume));
    assertThat(engine().see(ref).volumes()).containsExactlyInAnyOrder(bind, volume);
  }

  @Test
  void create_network_tellsIt() {
    String network = engine().network();
    NetworkPoint made = networkOf(engine().create(draft -> draft.network(network)));
    assertThat(made.name()).isEqualTo(network);
    assertThat(made.ipAddress()).isNull();
  }

  private NetworkPoint networkOf(EngineRef ref) {
    return Objects.requireNonNull(engine().see(ref).network());
  }

  @Test
  void create_noNetwork_standsOnTheBridge() {
    assertThat(networkOf(engine().create("true")).name()).isEqualTo("bridge");
  }

  @Test
  void create_nameTaken_refuses() {
    ContainerSpec first = engine().spec(draft -> draft);
    engine().create(first);
    ContainerSpec second = engine().spec(draft -> draft.name(first.name()));
    assertThat(fault(() -> engine().create(second)))
        .isEqualTo(new Fault.ContainerExists(first.name()));
  }

  @Test
  void create_nameInOtherLetters_isAnotherName() {
    ContainerSpec first = engine().spec(draft -> draft);
    engine().create(first);
    String upper = first.name().toUpperCase(Locale.ROOT);
    EngineRef second = engine().create(draft -> draft.name(upper));
    assertThat(engine().see(second).name()).isEqualTo(upper);
  }

  @Test
  void create_nameOfARemovedContainer_isFreeAgain() {
    ContainerSpec first = engine().spec(draft -> draft);
    engine().containers().remove(engine().create(first), false, false);
    EngineRef second = engine().create(draft -> draft.name(first.name()));
    assertThat(engine().see(second).name()).isEqualTo(first.name());
  }

  @Test
  void create_nameAgainstTheRules_refuses() {
    ContainerSpec spec = engine().spec(draft -> draft.name("no spaces"));
    assertThat(fault(() -> engine().create(spec))).isInstanceOf(Fault.EngineRefused.class);
  }

  @Test
  void create_imageNotThere_refuses() {
    String image = engine().unknownImage();
    ContainerSpec spec = engine().spec(draft -> draft.image(image));
    assertThat(fault(() -> engine().create(spec)))
        .isEqualTo(new Fault.NoSuchImage(image, Fault.ImageProblem.NOT_FOUND));
  }

  @Test
  void create_unknownNetwork_refusesAndMakesNothing() {
    ContainerSpec spec = engine().spec(draft -> draft.network("no-such-network"));
    assertThat(fault(() -> engine().create(spec)))
        .isEqualTo(new Fault.NoSuchNetwork("no-such-network"));
    assertThat(fault(() -> engine().create(draft -> draft.name(spec.name())))).isNull();
  }

  @Test
  void create_unknownVolume_refusesAndMakesNone() {
    ContainerSpec spec =
        engine().spec(draft -> draft.volume(new VolumeMount("no-such-volume", "/data", false)));
    assertThat(fault(() -> engine().create(spec)))
        .isEqualTo(new Fault.NoSuchVolume("no-such-volume"));
    assertThat(engine().engine().resources().hasVolume("no-such-volume")).isFalse();
  }

  @Test
  void create_unknownPath_refuses() {
    String missing = engine().path() + "/no/such/folder";
    ContainerSpec spec =
        engine().spec(draft -> draft.volume(new VolumeMount(missing, "/data", false)));
    assertThat(fault(() -> engine().create(spec))).isEqualTo(new Fault.NoSuchVolume(missing));
  }

  @Test
  void find_unknown_isEmpty() {
    assertThat(engine().containers().find(new EngineRef("0".repeat(64)))).isEmpty();
  }

  @Test
  void list_created_hasItOnce() {
    EngineRef ref = engine().create("true");
    assertThat(engine().containers().list()).filteredOn(s -> s.ref().equals(ref)).hasSize(1);
  }

  @Test
  void list_nothingHappened_hasTheSameMark() {
    EngineRef ref = engine().create("true");
    assertThat(engine().mark(ref)).isEqualTo(engine().mark(ref));
  }
}
