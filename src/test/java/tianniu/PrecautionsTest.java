package tianniu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tianniu.config.Config;
import tianniu.engine.Isolation;

class PrecautionsTest {
  private static Config config(String... flags) {
    Map<String, String> given = new HashMap<>(Map.of("--data-dir", "/srv/tianniu"));
    for (int i = 0; i < flags.length; i += 2) {
      given.put(flags[i], flags[i + 1]);
    }
    return Config.load(given, Map.of());
  }

  @Test
  void warnings_asItComes_areNone() {
    assertThat(Precautions.warnings(config())).isEmpty();
    assertThat(Precautions.isolation(config())).isEqualTo(new Isolation(4096, false));
  }

  @ParameterizedTest
  @CsvSource({
    "--volume-roots, /,             volume-roots",
    "--volume-roots, /run/user,     volume-roots",
    "--volume-roots, /var,          volume-roots",
    "--volume-roots, /srv,          volume-roots",
    "--container-host-network,   true, container-host-network",
    "--container-new-privileges, true, container-new-privileges",
    "--container-pids-limit,     0,    container-pids-limit"
  })
  void warnings_loosened_tellWhich(String flag, String value, String word) {
    List<String> warnings = Precautions.warnings(config(flag, value));
    assertThat(warnings).hasSize(1).first().asString().startsWith(word);
  }

  @Test
  void warnings_rootInASystemsFolder_isMeant() {
    assertThat(Precautions.warnings(config("--volume-roots", "/etc/nginx"))).isEmpty();
  }

  @Test
  void rules_ownPlaces_areDataConfigurationAndSocket(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("tianniu.conf"), "log-level = warn\n");
    Config config =
        config("--config", file.toString(), "--docker-host", "unix:///srv/engine/docker.sock");
    assertThat(Precautions.rules(config).ownPlaces())
        .containsExactlyInAnyOrder(
            Path.of("/srv/tianniu"), file, Path.of("/srv/engine/docker.sock"));
  }
}
