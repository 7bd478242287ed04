package tianniu.engine;

import java.io.IOException;

/**
 * A container's network could not be reached for a reason that lies with this process or machine,
 * such as missing rights or descriptors: it says nothing of what listens there.
 */
public final class NoWayException extends IOException {
  private static final long serialVersionUID = 1L;

  public NoWayException(String message) {
    super(message);
  }

  public NoWayException(String message, Throwable cause) {
    super(message, cause);
  }
}
