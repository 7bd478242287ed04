package tianniu.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.engine.EngineInfo;
import tianniu.engine.EngineNetwork;
import tianniu.engine.EngineVolume;
import tianniu.engine.ResourceEngine;

/** What the engine is, and the networks and volumes that it has. */
public abstract class ResourceContract extends EngineContract {
  private ResourceEngine resources() {
    return engine().engine().resources();
  }

  @Test
  void ping_engineThatAnswers_returns() {
    assertThatCode(() -> engine().engine().ping(Duration.ofSeconds(10))).doesNotThrowAnyException();
  }

  @Test
  void info_always_tellsKindVersionAndSize() {
    EngineInfo info = engine().engine().info();
    assertThat(info.name()).isNotBlank();
    assertThat(info.version()).matches("[0-9]+\\..*");
    assertThat(info.apiVersion()).matches("[0-9]+\\.[0-9]+");
    assertThat(info.cpus()).isPositive();
    assertThat(info.memory().bytes()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bridge", "host", "none"})
  void hasNetwork_builtIn_isTrue(String name) {
    assertThat(resources().hasNetwork(name)).isTrue();
  }

  @Test
  void hasNetwork_madeByTheUser_isTrue() {
    assertThat(resources().hasNetwork(engine().network())).isTrue();
  }

  @Test
  void hasNetwork_unknown_isFalse() {
    assertThat(resources().hasNetwork("no-such-network")).isFalse();
  }

  @Test
  void hasNetwork_headOfAName_isFalse() {
    String network = engine().network();
    assertThat(resources().hasNetwork(network.substring(0, network.length() - 1))).isFalse();
  }

  @Test
  void network_ofTheHost_isTold() {
    assertThat(resources().network("host")).contains(new EngineNetwork("host", true));
    assertThat(resources().network("bridge")).contains(new EngineNetwork("bridge", false));
  }

  @Test
  void volume_plain_isTheEnginesOwn() {
    String volume = engine().volume();
    assertThat(resources().volume(volume))
        .contains(new EngineVolume(volume, Map.of(), new EngineVolume.Backing.Own()));
  }

  @Test
  void hasVolume_there_isTrue() {
    assertThat(resources().hasVolume(engine().volume())).isTrue();
  }

  @Test
  void hasVolume_unknown_isFalse() {
    assertThat(resources().hasVolume("no-such-volume")).isFalse();
  }
}
