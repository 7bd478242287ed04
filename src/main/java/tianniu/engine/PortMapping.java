package tianniu.engine;

import java.util.Locale;

/**
 * A published port.
 *
 * @param internal the container's port, 1..65535
 * @param external the host's port, 1..65535; 0 when the engine is to pick one, or has not yet
 */
public record PortMapping(int internal, int external, Protocol protocol) {
  /** Transport protocols that can be published. */
  public enum Protocol {
    TCP,
    UDP,
    SCTP;

    /** As the API and Docker write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
