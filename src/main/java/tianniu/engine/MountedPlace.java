package tianniu.engine;

import java.util.Set;

/**
 * Something that is really mounted in a running container.
 *
 * @param target where, in the container
 * @param places where the same is found on the engine's machine; more than one path may lead there
 */
public record MountedPlace(String target, Set<String> places) {
  public MountedPlace {
    places = Set.copyOf(places);
  }
}
