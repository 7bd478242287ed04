package tianniu.exec;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.engine.ExecSpec;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/**
 * Decides which commands a key may run in containers; the patterns are told at {@link
 * tianniu.caller.AllowLists}.
 */
final class CommandRules {
  private static final String ANY = "*";

  private CommandRules() {}

  static void check(Caller caller, ExecSpec asked) {
    List<String> allowed = caller.allowed().commands();
    if (allowed == null) {
      return;
    }
    if (allowed.stream().noneMatch(pattern -> matches(pattern, asked.command()))) {
      throw denied(
          "This key may not run the command '" + asked.command().getFirst() + "'", "command");
    }
    // Each of them may make another program of the same words.
    refuse(asked.environment().isEmpty() ? null : "", "env");
    refuse(asked.user(), "user");
    refuse(asked.workingDir(), "working_dir");
  }

  private static void refuse(@Nullable String given, String field) {
    if (given != null) {
      throw denied("This key has a list of commands, and may not choose " + field, field);
    }
  }

  static boolean matches(String pattern, List<String> command) {
    List<String> words = List.of(pattern.split(" ", -1));
    if (words.size() == 1) {
      return pattern.equals(ANY) || pattern.equals(command.getFirst());
    }
    if (!words.getLast().equals(ANY)) {
      return words.equals(command);
    }
    List<String> begin = words.subList(0, words.size() - 1);
    return command.size() >= begin.size() && command.subList(0, begin.size()).equals(begin);
  }

  private static FaultException denied(String message, String field) {
    return new Fault.Denied(message, field).asException();
  }
}
