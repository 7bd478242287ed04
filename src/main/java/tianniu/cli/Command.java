package tianniu.cli;

import java.util.Optional;

/** What the program can be told to do. */
enum Command {
  SERVE("serve", "Run the server.", true),
  CONFIG("config", "Show the settings in force, without secrets.", true),
  AUDIT_VERIFY(
      "audit verify", "Read the whole audit, and say whether it is as it was written.", true),
  VERSION("version", "Show the version.", false);

  /** The word or words that stand for it. */
  final String words;

  final String summary;

  /** Whether it reads the settings, and so takes their flags. */
  final boolean hasSettings;

  Command(String words, String summary, boolean hasSettings) {
    this.words = words;
    this.summary = summary;
    this.hasSettings = hasSettings;
  }

  static Optional<Command> of(String words) {
    for (Command command : values()) {
      if (command.words.equals(words)) {
        return Optional.of(command);
      }
    }
    return Optional.empty();
  }

  /** Whether these words only begin some commands, as {@code audit} does. */
  static boolean isBeginning(String words) {
    for (Command command : values()) {
      if (words.isEmpty() || command.words.startsWith(words + " ")) {
        return true;
      }
    }
    return false;
  }
}
