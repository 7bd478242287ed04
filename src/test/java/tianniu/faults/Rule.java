package tianniu.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which exchanges are meant, and what is done to them.
 *
 * @param method of the request; {@code *} for any
 * @param path is looked for in the path and query, without the version of the engine's API
 * @param probability with which one that is meant is hit
 * @param count after how many hits the rule is used up
 */
public record Rule(String method, Pattern path, Mischief what, double probability, int count) {
  private static final Pattern VERSION = Pattern.compile("^/v\\d+\\.\\d+(?=/)");

  static final String USAGE =
      """
      A rule is one line: METHOD PATH WHAT [ARGUMENT] [p=PROBABILITY] [n=COUNT]
      METHOD is GET, POST, DELETE, ... or *; PATH a regular expression, looked for in path and query
      without the API's version. WHAT is one of
        delay 50ms[+100ms]   the request waits, and up to so much longer
        status 500           this is answered, and the engine does nothing
        noise 200            what is answered is no HTTP
        gibberish 200        the engine does it; its answer's body is no JSON
        cut 100              the engine does it; the connection ends after 100 bytes of the body
        lost                 the engine does it; the connection ends without an answer
        swallowed            the engine does it; the answer never comes
        mute                 the engine does nothing, and nothing is answered
        refused              the engine does nothing, and the connection ends
        trickle 5ms          the answer comes byte by byte
        drop 0.3             of the events each is left out with this probability
        double 0.3           of the events each comes twice with this probability
      """;

  public Rule {
    if (probability < 0 || probability > 1 || count < 1) {
      throw new IllegalArgumentException("a probability is 0 to 1, a count at least 1");
    }
  }

  /** Hits every exchange that is meant. */
  public static Rule of(String method, String path, Mischief what) {
    return new Rule(method, Pattern.compile(path), what, 1, Integer.MAX_VALUE);
  }

  public Rule times(int limit) {
    return new Rule(method, path, what, probability, limit);
  }

  public Rule withProbability(double chance) {
    return new Rule(method, path, what, chance, count);
  }

  /**
   * Reads a line of the form of {@link #USAGE}.
   *
   * @throws IllegalArgumentException says what is wrong with it
   */
  public static Rule parse(String line) {
    List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+", -1)));
    double probability = 1;
    int count = Integer.MAX_VALUE;
    while (words.size() > 3 && words.getLast().matches("[pn]=.+")) {
      String last = words.removeLast();
      if (last.startsWith("p=")) {
        probability = Double.parseDouble(last.substring(2));
      } else {
        count = Integer.parseInt(last.substring(2));
      }
    }
    if (words.size() < 3 || words.size() > 4) {
      throw new IllegalArgumentException(
          "a rule is METHOD PATH WHAT [ARGUMENT] [p=] [n=]: " + line);
    }
    Mischief what = mischief(words.get(2), words.size() == 4 ? words.get(3) : "");
    String method = words.getFirst().toUpperCase(Locale.ROOT);
    return new Rule(method, Pattern.compile(words.get(1)), what, probability, count);
  }

  private static Mischief mischief(String word, String argument) {
    String[] times = argument.split("\\+", 2);
    return switch (word) {
      case "delay" ->
          new Mischief.Delay(
              duration(times[0]), times.length == 2 ? duration(times[1]) : Duration.ZERO);
      case "status" -> new Mischief.Status(Integer.parseInt(argument));
      case "noise" -> new Mischief.Noise(Integer.parseInt(argument));
      case "gibberish" -> new Mischief.Gibberish(Integer.parseInt(argument));
      case "cut" -> new Mischief.Cut(Long.parseLong(argument));
      case "lost" -> new Mischief.Lost();
      case "swallowed" -> new Mischief.Swallowed();
      case "mute" -> new Mischief.Mute();
      case "refused" -> new Mischief.Refused();
      case "trickle" -> new Mischief.Trickle(duration(argument));
      case "drop" -> new Mischief.Dropped(Double.parseDouble(argument));
      case "double" -> new Mischief.Doubled(Double.parseDouble(argument));
      default -> throw new IllegalArgumentException("there is no mischief '" + word + "'");
    };
  }

  private static Duration duration(String text) {
    if (!text.matches("\\d+(ms|s)")) {
      throw new IllegalArgumentException("a time is 50ms or 2s, not '" + text + "'");
    }
    long number = Long.parseLong(text.replaceAll("\\D", ""));
    return text.endsWith("ms") ? Duration.ofMillis(number) : Duration.ofSeconds(number);
  }

  /** Whether a request is meant. */
  boolean means(String asked, String target) {
    return (method.equals("*") || method.equals(asked))
        && path.matcher(VERSION.matcher(target).replaceFirst("")).find();
  }
}
