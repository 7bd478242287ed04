package tianniu.engine.memory;

import java.util.Optional;
import tianniu.engine.EngineNetwork;
import tianniu.engine.EngineVolume;
import tianniu.engine.ResourceEngine;

/** The twin's networks and volumes. */
final class MemoryResources implements ResourceEngine {
  private final Machine machine;

  MemoryResources(Machine machine) {
    this.machine = machine;
  }

  static boolean isNetwork(Machine machine, String name) {
    return name.equals("default") || machine.networks.contains(name);
  }

  @Override
  public Optional<EngineNetwork> network(String name) {
    return machine.call(
        Call.NETWORK,
        () ->
            isNetwork(machine, name)
                ? Optional.of(new EngineNetwork(name, name.equals("host")))
                : Optional.empty());
  }

  @Override
  public Optional<EngineVolume> volume(String name) {
    return machine.call(Call.VOLUME, () -> Optional.ofNullable(machine.volumes.get(name)));
  }
}
