package tianniu.engine.memory;

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
  public boolean hasNetwork(String name) {
    return machine.call(Call.HAS_NETWORK, () -> isNetwork(machine, name));
  }

  @Override
  public boolean hasVolume(String name) {
    return machine.call(Call.HAS_VOLUME, () -> machine.volumes.contains(name));
  }
}
