package tianniu.engine.memory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tianniu.engine.OutputStreamKind;

/** The program {@code printf}: one round over its format, with escapes, texts and numbers. */
final class Printf {
  private static final Pattern PIECE =
      Pattern.compile("\\\\([0-7]{1,3}|.)|%%|%(-?0?)([0-9]*)([sd])|(?s).");

  private Printf() {}

  static int run(Invocation call) throws Ended {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher matcher = PIECE.matcher(call.argument(1, ""));
    int next = 2;
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        escape(matcher.group(1), bytes);
      } else if (matcher.group(4) != null) {
        String value = call.argument(next++, matcher.group(4).equals("d") ? "0" : "");
        put(bytes, padded(value, matcher.group(2), matcher.group(3)));
      } else {
        put(bytes, matcher.group().equals("%%") ? "%" : matcher.group());
      }
    }
    call.output().write(OutputStreamKind.STDOUT, bytes.toByteArray());
    return 0;
  }

  private static void escape(String escape, ByteArrayOutputStream bytes) {
    switch (escape.charAt(0)) {
      case 'n' -> bytes.write('\n');
      case 'r' -> bytes.write('\r');
      case 't' -> bytes.write('\t');
      case '0', '1', '2', '3', '4', '5', '6', '7' -> bytes.write(Integer.parseInt(escape, 8));
      default -> put(bytes, escape);
    }
  }

  private static String padded(String value, String flags, String width) {
    int missing = width.isEmpty() ? 0 : Math.max(0, Integer.parseInt(width) - value.length());
    String padding = (flags.endsWith("0") ? "0" : " ").repeat(missing);
    return flags.startsWith("-") ? value + padding : padding + value;
  }

  private static void put(ByteArrayOutputStream bytes, String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
