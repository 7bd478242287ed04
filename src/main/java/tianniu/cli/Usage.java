package tianniu.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import tianniu.config.Setting;
import tianniu.config.Settings;

/** The help, from the table of commands and the table of settings. */
final class Usage {
  private Usage() {}

  /** Writes the help of a command, or without one that of the program. */
  static void write(@Nullable Command command, PrintWriter out) {
    if (command == null) {
      writeAll(out);
    } else {
      writeOne(command, out);
    }
    out.flush();
  }

  private static void writeAll(PrintWriter out) {
    out.println("Usage: tianniu COMMAND [flags]");
    out.println("Docker containers over an HTTP API.");
    out.println();
    for (Command command : Command.values()) {
      out.printf("  %-13s %s%n", command.words, command.summary);
    }
    out.println();
    out.println("Flags of a command: tianniu COMMAND --help.");
    out.println("A setting's flag goes before its environment variable, that before the file.");
  }

  private static void writeOne(Command command, PrintWriter out) {
    out.println("Usage: tianniu " + command.words + (command.hasSettings ? " [flags]" : ""));
    out.println(command.summary);
    if (!command.hasSettings) {
      return;
    }
    out.println();
    out.println("  -h, --help");
    out.println("      Show this help.");
    for (Setting<?> setting : Settings.ALL) {
      if (setting.flag() != null) {
        out.println("  " + setting.flag() + (setting.isSwitch() ? "" : " " + setting.label()));
        out.println("      " + setting.help());
        out.println("      Environment: " + setting.environment() + fallback(setting));
      }
    }
    out.println();
    out.println("By no flag, since every user of a machine can read the command lines of all:");
    for (Setting<?> setting : Settings.ALL) {
      if (setting.flag() == null) {
        out.println("  " + setting.environment());
        out.println("      " + setting.help());
      }
    }
  }

  private static String fallback(Setting<?> setting) {
    String value = setting.fallback();
    return value == null ? "" : "; default: " + (value.isEmpty() ? "none" : value);
  }
}
