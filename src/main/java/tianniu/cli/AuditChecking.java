package tianniu.cli;

import java.io.IOException;
import java.io.PrintWriter;
import tianniu.config.Config;

/** The check of the audit, as the command line asks for it. */
@FunctionalInterface
public interface AuditChecking {
  /**
   * Says on {@code out} what it finds.
   *
   * @return whether the audit is as it was written
   * @throws IOException when it cannot be read; the message is one sentence that says why
   */
  boolean check(Config config, PrintWriter out) throws IOException;
}
