package tianniu.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.engine.docker.EngineAddress.Tcp;
import tianniu.engine.docker.EngineAddress.Unix;

class EngineAddressTest {
  private static final Path CERTIFICATES = Path.of("certificates");

  @Test
  void parse_unix_isThePath() {
    assertThat(EngineAddress.parse("unix:///var/run/docker.sock"))
        .isEqualTo(new Unix(Path.of("/var/run/docker.sock")));
  }

  @Test
  void parse_tcp_isHostAndPort() {
    assertThat(EngineAddress.parse("tcp://10.0.0.7:4000/"))
        .isEqualTo(new Tcp("10.0.0.7", 4000, null));
    assertThat(EngineAddress.parse("tcp://[::1]:4000")).isEqualTo(new Tcp("::1", 4000, null));
  }

  @Test
  void parse_tcpWithoutPort_takesDockersOwn() {
    assertThat(EngineAddress.parse("tcp://box")).isEqualTo(new Tcp("box", 2375, null));
    assertThat(EngineAddress.parse("tcp://box", CERTIFICATES))
        .isEqualTo(new Tcp("box", 2376, CERTIFICATES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "docker",
        "/var/run/docker.sock",
        "ssh://box",
        "unix://",
        "unix:///",
        "unix://relative",
        "tcp://",
        "tcp://:2375",
        "tcp://box:99999",
        "tcp://box:0",
        "tcp://box:port",
        "tcp://user@box:2375",
        "tcp://box:2375/path",
        "tcp://box one:2375"
      })
  void parse_somethingElse_saysWhatIsWanted(String text) {
    assertThatThrownBy(() -> EngineAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The engine address '" + text + "' must ")
        .hasMessageEndingWith(".");
  }

  @Test
  void toString_always_canBeReadAgain() {
    for (String text : new String[] {"unix:///a/b", "tcp://box:2375", "tcp://[fe80::1]:2376"}) {
      assertThat(EngineAddress.parse(text)).hasToString(text);
    }
  }

  @Test
  void open_certificatesThatAreNotThere_saysSo() {
    Tcp address = new Tcp("box", 2376, Path.of("no-such-folder"));
    assertThatThrownBy(() -> DockerEngine.open(address, DockerTestEngine.ISOLATION))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no-such-folder");
  }
}
