package tianniu.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import tianniu.config.Config;
import tianniu.config.ConfigException;
import tianniu.config.LogFormat;
import tianniu.config.LogLevel;

/**
 * The commands {@code serve}, {@code config}, {@code audit verify} and {@code version}, with the
 * flags that the table of settings has.
 */
public final class Commands {
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private final Map<String, String> environment;
  private final Serving serving;
  private final AuditChecking auditChecking;
  private final PrintWriter out;
  private final PrintWriter err;

  public Commands(
      Map<String, String> environment,
      Serving serving,
      AuditChecking auditChecking,
      PrintWriter out,
      PrintWriter err) {
    this.environment = environment;
    this.serving = serving;
    this.auditChecking = auditChecking;
    this.out = out;
    this.err = err;
  }

  /** Runs a command line and gives the exit code: 0, 1 when it failed, 2 when it was misused. */
  public int run(String... args) {
    try {
      Invocation invocation = Invocation.read(args);
      Command command = invocation.command();
      if (command == null || invocation.help()) {
        Usage.write(command, invocation.help() ? out : err);
        return invocation.help() ? OK : MISUSED;
      }
      return switch (command) {
        case SERVE -> serve(load(invocation));
        case CONFIG -> show(load(invocation));
        case AUDIT_VERIFY -> verifyAudit(load(invocation));
        case VERSION -> version();
      };
    } catch (Invocation.Misuse e) {
      err.println(e.sentence());
      return MISUSED;
    } catch (ConfigException e) {
      err.println(e.sentence());
      return MISUSED;
    }
  }

  private int serve(Config config) {
    Logging.set(config.logLevel(), config.logFormat());
    try {
      serving.serve(config);
      return OK;
    } catch (IOException e) {
      err.println(e.getMessage());
      return FAILED;
    }
  }

  private int verifyAudit(Config config) {
    Logging.set(LogLevel.ERROR, LogFormat.TEXT);
    try {
      return auditChecking.check(config, out) ? OK : FAILED;
    } catch (IOException e) {
      err.println(e.getMessage());
      return FAILED;
    } finally {
      out.flush();
    }
  }

  private int show(Config config) {
    config.shown().forEach((key, value) -> out.println(key + " = " + value));
    out.flush();
    return OK;
  }

  private int version() {
    out.println("tianniu " + Version.of(Commands.class));
    out.flush();
    return OK;
  }

  private Config load(Invocation invocation) {
    return Config.load(invocation.flags(), environment);
  }
}
