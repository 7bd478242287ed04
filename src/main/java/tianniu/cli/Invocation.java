package tianniu.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.config.Setting;
import tianniu.config.Settings;

/**
 * A command line, read. It takes no library: one that is loaded, and warmed up, for twenty flags is
 * a fifth of the server's start.
 *
 * @param command null when only the beginning of one was given, or nothing
 * @param help whether help is asked for; then there may be more on the line that was not read
 * @param flags the values of the settings' flags, by their names
 */
record Invocation(@Nullable Command command, boolean help, Map<String, String> flags) {

  /**
   * Reads {@code command --flag value --flag=value --switch --switch=false}.
   *
   * @throws Misuse in one sentence
   */
  static Invocation read(String... args) throws Misuse {
    Deque<String> left = new ArrayDeque<>(List.of(args));
    Command command = command(left);
    Map<String, String> flags = new LinkedHashMap<>();
    while (!left.isEmpty()) {
      String word = left.pop();
      if (word.equals("-h") || word.equals("--help")) {
        return new Invocation(command, true, Map.of());
      }
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      Setting<?> setting = setting(command, name).orElseThrow(() -> unknown(word));
      String value = equals < 0 ? value(name, setting, left) : word.substring(equals + 1);
      if (flags.put(name, value) != null) {
        throw new Misuse("Option '" + name + "' is there twice.");
      }
    }
    return new Invocation(command, false, flags);
  }

  private static @Nullable Command command(Deque<String> left) throws Misuse {
    StringBuilder words = new StringBuilder();
    while (!left.isEmpty() && !isFlag(left.peek())) {
      words.append(words.isEmpty() ? "" : " ").append(left.pop());
    }
    String said = words.toString();
    if (Command.isBeginning(said)) {
      return null;
    }
    return Command.of(said)
        .orElseThrow(
            () -> new Misuse("There is no command '" + inOneLine(said) + "': see tianniu --help."));
  }

  private static Optional<Setting<?>> setting(@Nullable Command command, String name) {
    if (command != null && command.hasSettings) {
      for (Setting<?> setting : Settings.ALL) {
        if (name.equals(setting.flag())) {
          return Optional.of(setting);
        }
      }
    }
    return Optional.empty();
  }

  private static String value(String name, Setting<?> setting, Deque<String> left) throws Misuse {
    String next = left.peek();
    if (next != null && !isFlag(next)) {
      return left.pop();
    }
    if (setting.isSwitch()) {
      return "true";
    }
    throw new Misuse("Option '" + name + "' needs a value: " + name + " " + setting.label() + ".");
  }

  private static Misuse unknown(String word) {
    return new Misuse(
        (isFlag(word) ? "Unknown option: '" : "Not understood: '") + inOneLine(word) + "'.");
  }

  private static String inOneLine(String said) {
    return said.replaceAll("\\s+", " ");
  }

  private static boolean isFlag(String word) {
    return word.startsWith("-");
  }

  /** The command line is not one of ours; the message is one sentence that says why. */
  static final class Misuse extends Exception {
    Misuse(String sentence) {
      super(sentence);
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }
}
