package tianniu.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A language that sentences for people are written in. */
public enum Language {
  ENGLISH("en"),
  CHINESE("zh-CN");

  /** RFC 9110, 12.4.2: a weight of at most three decimals. */
  private static final Pattern WEIGHT =
      Pattern.compile("[qQ]\\s*=\\s*(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** As the header {@code Content-Language} writes it: RFC 5646. */
  public String tag() {
    return tag;
  }

  /** The one that the caller would rather read. */
  public static Language of(Request request) {
    return of(request.header("Accept-Language"));
  }

  /**
   * The one with the highest weight, of two the first; English when none of ours is named. Chinese
   * of any region and script is Chinese: there is one kind here, and RFC 4647 (3.4) falls back from
   * {@code zh-TW} to {@code zh}. What cannot be read counts for nothing.
   *
   * @param accepted the header {@code Accept-Language}
   */
  static Language of(@Nullable String accepted) {
    Language best = ENGLISH;
    double highest = 0;
    for (String range : accepted == null ? new String[0] : accepted.split(",", -1)) {
      String[] parts = range.split(";", 2);
      Language named = named(parts[0].strip().toLowerCase(Locale.ROOT));
      double weight = parts.length == 1 ? 1 : weight(parts[1].strip());
      if (named != null && weight > highest) {
        best = named;
        highest = weight;
      }
    }
    return best;
  }

  private static @Nullable Language named(String range) {
    if (range.equals("zh") || range.startsWith("zh-")) {
      return CHINESE;
    }
    return range.equals("en") || range.startsWith("en-") || range.equals("*") ? ENGLISH : null;
  }

  private static double weight(String parameter) {
    Matcher weight = WEIGHT.matcher(parameter);
    return weight.matches() ? Double.parseDouble(weight.group(1)) : 0;
  }
}
