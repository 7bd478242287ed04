package tianniu.engine.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tianniu.engine.PortMapping;
import tianniu.engine.PortMapping.Protocol;
import tianniu.fault.Fault;

/** Which ports of the pretended host are held, and which addresses its networks give. */
final class HostPorts {
  /** Where the engine begins to look for a port of its own choice. */
  private static final int FIRST_PICKED = 32768;

  private final Machine machine;

  HostPorts(Machine machine) {
    this.machine = machine;
  }

  boolean isFree(int port, Protocol protocol) {
    return !machine.setup.takenPorts().contains(new Setup.HostPort(port, protocol))
        && machine.boxes().stream()
            .filter(box -> box.main != null)
            .flatMap(box -> box.ports.stream())
            .noneMatch(held -> held.external() == port && held.protocol() == protocol);
  }

  /** The container's ports with every one picked that was left open. */
  List<PortMapping> bind(Box box) {
    List<PortMapping> bound = new ArrayList<>();
    for (PortMapping port : box.spec.ports()) {
      int external = port.external() == 0 ? pick(port.protocol(), bound) : port.external();
      if (!isFree(external, port.protocol()) || isIn(bound, external, port.protocol())) {
        throw new Fault.PortInUse(external, port.protocol().word()).asException();
      }
      bound.add(new PortMapping(port.internal(), external, port.protocol()));
    }
    return bound;
  }

  /** The first address of the container's network that no other container has. */
  @Nullable String address(Box box) {
    String network = box.network();
    if (network.equals("host") || network.equals("none")) {
      return null;
    }
    int subnet =
        network.equals("bridge")
            ? 17
            : 18 + List.copyOf(new TreeSet<>(machine.setup.networks())).indexOf(network);
    int last = 2;
    while (isTaken("172." + subnet + ".0." + last)) {
      last++;
    }
    return "172." + subnet + ".0." + last;
  }

  private boolean isTaken(String address) {
    return machine.boxes().stream().anyMatch(box -> address.equals(box.ipAddress));
  }

  private int pick(Protocol protocol, List<PortMapping> bound) {
    int port = FIRST_PICKED;
    while (!isFree(port, protocol) || isIn(bound, port, protocol)) {
      port++;
    }
    return port;
  }

  private static boolean isIn(List<PortMapping> bound, int port, Protocol protocol) {
    return bound.stream().anyMatch(b -> b.external() == port && b.protocol() == protocol);
  }
}
