package tianniu.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tianniu.config.Config;
import tianniu.config.ConfigException;
import tianniu.config.LogFormat;
import tianniu.config.LogLevel;
import tianniu.config.Setting;
import tianniu.config.Settings;

/**
 * The commands {@code serve}, {@code config}, {@code audit verify} and {@code version}, built from
 * the table of settings.
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
    CommandSpec root =
        command("tianniu", "Docker containers over an HTTP API.")
            .addSubcommand("serve", withSettings(command("serve", "Run the server.")))
            .addSubcommand(
                "config",
                withSettings(command("config", "Show the settings in force, without secrets.")))
            .addSubcommand(
                "audit",
                command("audit", "Look after the audit.")
                    .addSubcommand(
                        "verify",
                        withSettings(
                            command(
                                "verify",
                                "Read the whole audit, and say whether it is as it was written."))))
            .addSubcommand("version", command("version", "Show the version."));
    root.usageMessage()
        .footer("", "A setting's flag goes before its environment variable, that before the file.");
    return new CommandLine(root)
        .setOut(out)
        .setErr(err)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((mistake, ignored) -> misused(mistake))
        .setExecutionStrategy(this::execute)
        .execute(args);
  }

  private int execute(ParseResult result) {
    Integer helped = CommandLine.executeHelpRequest(result);
    if (helped != null) {
      return helped;
    }
    if (!result.hasSubcommand()) {
      result.commandSpec().commandLine().usage(err);
      return MISUSED;
    }
    ParseResult chosen = result.subcommand();
    if (chosen.commandSpec().name().equals("audit")) {
      if (!chosen.hasSubcommand()) {
        chosen.commandSpec().commandLine().usage(err);
        return MISUSED;
      }
      chosen = chosen.subcommand();
    }
    try {
      return switch (chosen.commandSpec().name()) {
        case "serve" -> serve(chosen);
        case "config" -> show(chosen);
        case "verify" -> verifyAudit(chosen);
        case "version" -> version();
        case String unknown -> throw new IllegalStateException(unknown);
      };
    } catch (ConfigException e) {
      err.println(e.sentence());
      return MISUSED;
    }
  }

  private int serve(ParseResult chosen) {
    Config config = load(chosen);
    Logging.set(config.logLevel(), config.logFormat());
    try {
      serving.serve(config);
      return OK;
    } catch (IOException e) {
      err.println(e.getMessage());
      return FAILED;
    }
  }

  private int verifyAudit(ParseResult chosen) {
    Config config = load(chosen);
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

  private int show(ParseResult chosen) {
    Config config = load(chosen);
    config.shown().forEach((key, value) -> out.println(key + " = " + value));
    out.flush();
    return OK;
  }

  private int version() {
    out.println("tianniu " + Version.of(Commands.class));
    out.flush();
    return OK;
  }

  private Config load(ParseResult chosen) {
    Map<String, String> flags = new LinkedHashMap<>();
    for (OptionSpec option : chosen.matchedOptions()) {
      flags.put(option.longestName(), option.<String>getValue());
    }
    return Config.load(flags, environment);
  }

  private int misused(ParameterException mistake) {
    String said = String.valueOf(mistake.getMessage()).replaceAll("\\s+", " ");
    err.println(said.endsWith(".") ? said : said + ".");
    return MISUSED;
  }

  private static CommandSpec command(String name, String description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage()
        .description(description)
        .synopsisHeading("Usage: ")
        .abbreviateSynopsis(true);
    return spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
  }

  private static CommandSpec withSettings(CommandSpec spec) {
    for (Setting<?> setting : Settings.ALL) {
      if (setting.flag() != null) {
        spec.addOption(option(setting, setting.flag()));
      }
    }
    spec.usageMessage().sortOptions(false).footer("", notes());
    return spec;
  }

  private static OptionSpec option(Setting<?> setting, String flag) {
    OptionSpec.Builder builder =
        OptionSpec.builder(flag)
            .type(String.class)
            .description(
                setting.help(), "Environment: " + setting.environment() + fallback(setting));
    // A switch may be turned off by --demo=false where the environment turned it on.
    return setting.isSwitch()
        ? builder.arity("0..1").fallbackValue("true").paramLabel("true|false").build()
        : builder.arity("1").paramLabel(setting.label()).build();
  }

  private static String fallback(Setting<?> setting) {
    return setting.fallback() == null ? "" : "; default: " + setting.fallback();
  }

  /** What can be set, but not by a flag. */
  private static String notes() {
    StringBuilder notes = new StringBuilder();
    for (Setting<?> setting : Settings.ALL) {
      if (setting.flag() == null) {
        notes.append(setting.environment()).append(": ").append(setting.help());
      }
    }
    return notes.toString();
  }
}
