package tianniu.bench;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What wrk has seen. Times in milliseconds. */
record WrkReport(double perSecond, double mean, double p50, double p99, long answers) {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern MEAN = Pattern.compile("Latency\\s+([0-9.]+[a-z]+)\\s");
  private static final Pattern MEDIAN = Pattern.compile("\\n\\s+50%\\s+([0-9.]+[a-z]+)");
  private static final Pattern P99 = Pattern.compile("\\n\\s+99%\\s+([0-9.]+[a-z]+)");
  private static final Pattern ANSWERS = Pattern.compile("\\n\\s+([0-9]+) requests in ");
  private static final Pattern TIME = Pattern.compile("([0-9.]+)(us|ms|s|m)");

  /**
   * Reads what wrk has printed.
   *
   * @throws IOException when not all went well, or it is not wrk's
   */
  static WrkReport parse(String output) throws IOException {
    if (output.contains("Non-2xx") || output.contains("Socket errors")) {
      throw new IOException("not every request was answered well:\n" + output);
    }
    return new WrkReport(
        Double.parseDouble(find(RATE, output)),
        millis(find(MEAN, output)),
        millis(find(MEDIAN, output)),
        millis(find(P99, output)),
        Long.parseLong(find(ANSWERS, output)));
  }

  private static String find(Pattern pattern, String output) throws IOException {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("wrk did not say " + pattern + ":\n" + output);
    }
    return matcher.group(1);
  }

  private static double millis(String text) throws IOException {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw new IOException("not a time of wrk's: " + text);
    }
    double number = Double.parseDouble(time.group(1));
    return switch (time.group(2)) {
      case "us" -> number / 1000;
      case "ms" -> number;
      case "s" -> number * 1000;
      default -> number * 60_000;
    };
  }
}
