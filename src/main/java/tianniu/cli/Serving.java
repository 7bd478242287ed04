package tianniu.cli;

import java.io.IOException;
import tianniu.config.Config;

/** The server, as the command line starts it. */
@FunctionalInterface
public interface Serving {
  /**
   * Serves until the process is told to end.
   *
   * @throws IOException when it cannot start for a reason that its user can mend; the message is
   *     one sentence that says which
   */
  void serve(Config config) throws IOException;
}
