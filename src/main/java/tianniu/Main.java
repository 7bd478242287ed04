package tianniu;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tianniu.audit.AuditVerdict;
import tianniu.cli.Commands;
import tianniu.cli.Serving;

/** The program's entry: arguments to what is to run. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, System.getenv(), App::serve));
  }

  static int run(String[] args, Map<String, String> environment, Serving serving) {
    return new Commands(
            environment,
            serving,
            (config, out) -> AuditVerdict.tell(config.dataDir(), config.storage(), out),
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .run(args);
  }
}
