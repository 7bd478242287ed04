package tianniu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.config.Config;
import tianniu.container.HostRules;
import tianniu.engine.Isolation;

/** What the settings say of keeping containers apart from their host. */
final class Precautions {
  private static final String SOCKET = "unix://";

  private Precautions() {}

  static Isolation isolation(Config config) {
    return new Isolation(
        config.newContainers().pidsLimit(), config.newContainers().newPrivileges());
  }

  static HostRules rules(Config config) {
    List<Path> own = new ArrayList<>(List.of(config.dataDir()));
    add(own, config.configFile());
    add(own, config.web().tlsKey());
    add(own, config.dockerCertPath());
    if (config.dockerHost().startsWith(SOCKET)) {
      own.add(Path.of(config.dockerHost().substring(SOCKET.length())));
    }
    return new HostRules(config.volumeRoots(), own, config.newContainers().hostNetwork());
  }

  /** One sentence for each setting that makes containers more dangerous than they need be. */
  static List<String> warnings(Config config) {
    List<String> warnings = new ArrayList<>();
    for (Path root : rules(config).doubtfulRoots()) {
      warnings.add(
          "volume-roots has "
              + root
              + ", where the host's own files lie: those are refused, but choose a folder that"
              + " holds nothing but containers' data.");
    }
    if (config.newContainers().hostNetwork()) {
      warnings.add(
          "container-host-network is on: containers may share the host's network, and reach"
              + " whatever listens on it.");
    }
    if (config.newContainers().newPrivileges()) {
      warnings.add(
          "container-new-privileges is on: programs in containers may become root by setuid.");
    }
    if (config.newContainers().pidsLimit() == 0) {
      warnings.add(
          "container-pids-limit is 0: one container may use up all processes of the host.");
    }
    return warnings;
  }

  private static void add(List<Path> places, @Nullable Path place) {
    if (place != null) {
      places.add(place.toAbsolutePath());
    }
  }
}
