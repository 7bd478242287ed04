package tianniu.container;

import java.nio.file.Path;
import java.util.List;

/**
 * What of the machine containers may be given, whoever asks.
 *
 * @param volumeRoots under which bind mounts must lie
 * @param ownPlaces files and folders of this server, which no container may see
 * @param hostNetwork whether they may share the network of the host
 */
public record HostRules(List<Path> volumeRoots, List<Path> ownPlaces, boolean hostNetwork) {
  public HostRules {
    volumeRoots = List.copyOf(volumeRoots);
    ownPlaces = List.copyOf(ownPlaces);
  }

  /** Roots that hold, or lie in, what is the machine's own, so that most of them is refused. */
  public List<Path> doubtfulRoots() {
    HostPlaces bare = new HostPlaces(volumeRoots, ownPlaces);
    return volumeRoots.stream().filter(root -> bare.isSystem(root) || bare.isClosed(root)).toList();
  }
}
