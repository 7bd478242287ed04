package tianniu.engine;

import java.util.Optional;

/** The engine's networks and volumes. */
public interface ResourceEngine {
  /** By its name, or in any other way in which the engine would take it in a creation. */
  Optional<EngineNetwork> network(String name);

  Optional<EngineVolume> volume(String name);

  default boolean hasNetwork(String name) {
    return network(name).isPresent();
  }

  default boolean hasVolume(String name) {
    return volume(name).isPresent();
  }
}
