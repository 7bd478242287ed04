package tianniu.container;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.engine.Engine;
import tianniu.engine.EngineNetwork;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** Decides which networks a container may be on. */
final class NetworkRules {
  /** Where a container is that names none. */
  private static final String USUAL = "bridge";

  private final Engine engine;
  private final boolean hostNetwork;

  NetworkRules(Engine engine, boolean hostNetwork) {
    this.engine = engine;
    this.hostNetwork = hostNetwork;
  }

  /**
   * Refuses a network.
   *
   * @param asked null for the engine's usual one
   */
  void check(Caller caller, @Nullable String asked) {
    refuseOthers(asked == null ? USUAL : asked.strip().toLowerCase(Locale.ROOT));
    Optional<EngineNetwork> found =
        asked == null
            ? Optional.of(new EngineNetwork(USUAL, false))
            : engine.resources().network(asked);
    List<String> allowed = caller.allowed().networks();
    if (allowed != null && found.filter(network -> allowed.contains(network.name())).isEmpty()) {
      // Whether there is such a network is not told either.
      throw denied(
          asked == null
              ? "This key may not use the network '"
                  + USUAL
                  + "', where a container is that names none"
              : "This key may not use the network '" + asked + "'");
    }
    if (found.isEmpty() && asked != null) {
      throw new Fault.NoSuchNetwork(asked).asException();
    }
    if (found.isPresent() && found.get().isHosts()) {
      refuseHosts();
    }
  }

  private void refuseOthers(String name) {
    if (name.startsWith("container:") || name.startsWith("ns:")) {
      throw denied("A container may not join the network of another one");
    }
    if (name.equals("host")) {
      refuseHosts();
    }
  }

  private void refuseHosts() {
    if (!hostNetwork) {
      throw denied("A container may not share the network of the host");
    }
  }

  private static FaultException denied(String message) {
    return new Fault.Denied(message, "network").asException();
  }
}
