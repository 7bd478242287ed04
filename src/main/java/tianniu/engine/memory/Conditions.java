package tianniu.engine.memory;

import java.util.List;

/** The program {@code test}, also called {@code [}. */
final class Conditions {
  private Conditions() {}

  static int test(Invocation call) throws Ended {
    List<String> words = call.arguments().subList(1, call.arguments().size());
    if (call.argument(0, "").equals("[")) {
      if (words.isEmpty() || !words.getLast().equals("]")) {
        return call.complain("sh: missing ]", 2);
      }
      words = words.subList(0, words.size() - 1);
    }
    if (!words.isEmpty() && words.getFirst().equals("!")) {
      return holds(call, words.subList(1, words.size())) ? 1 : 0;
    }
    return holds(call, words) ? 0 : 1;
  }

  private static boolean holds(Invocation call, List<String> words) {
    return switch (words.size()) {
      case 1 -> !words.getFirst().isEmpty();
      case 2 ->
          switch (words.getFirst()) {
            case "-e", "-f" -> call.around().files().containsKey(call.path(words.get(1)));
            case "-t" -> call.around().tty();
            case "-n" -> !words.get(1).isEmpty();
            case "-z" -> words.get(1).isEmpty();
            default -> false;
          };
      case 3 -> compare(words.get(0), words.get(1), words.get(2));
      default -> false;
    };
  }

  private static boolean compare(String left, String operator, String right) {
    return switch (operator) {
      case "=" -> left.equals(right);
      case "!=" -> !left.equals(right);
      case "-eq" -> number(left) == number(right);
      case "-ne" -> number(left) != number(right);
      case "-lt" -> number(left) < number(right);
      case "-le" -> number(left) <= number(right);
      case "-gt" -> number(left) > number(right);
      case "-ge" -> number(left) >= number(right);
      default -> false;
    };
  }

  private static long number(String text) {
    return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}
