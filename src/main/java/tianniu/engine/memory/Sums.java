package tianniu.engine.memory;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shell's arithmetic, from left to right: enough to count in a loop. */
final class Sums {
  private static final Pattern TERM =
      Pattern.compile("\\s*([-+*/%])?\\s*\\$?([0-9]+|[A-Za-z_][A-Za-z0-9_]*)\\s*");

  private Sums() {}

  static long evaluate(String expression, Map<String, String> variables) {
    Matcher matcher = TERM.matcher(expression);
    long sum = 0;
    while (matcher.lookingAt()) {
      long value = number(matcher.group(2), variables);
      String operator = matcher.group(1) == null ? "+" : matcher.group(1);
      sum =
          switch (operator) {
            case "-" -> sum - value;
            case "*" -> sum * value;
            case "/" -> value == 0 ? 0 : sum / value;
            case "%" -> value == 0 ? 0 : sum % value;
            default -> sum + value;
          };
      matcher.region(matcher.end(), expression.length());
    }
    return sum;
  }

  private static long number(String text, Map<String, String> variables) {
    String digits = Character.isDigit(text.charAt(0)) ? text : variables.getOrDefault(text, "0");
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
