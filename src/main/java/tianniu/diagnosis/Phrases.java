package tianniu.diagnosis;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tianniu.http.Language;

/**
 * The sentences of one language, one for each code. A word in braces stands for what the evidence,
 * or the case, has under this name.
 */
interface Phrases {
  Pattern PLACE = Pattern.compile("\\{([a-z_]+)\\}");

  String verdict(Verdict verdict);

  String finding(Finding.Code code);

  String step(Step.Code code);

  String meaning(Exit.Meaning meaning);

  /** What stands between two sentences. */
  String space();

  static Phrases in(Language language) {
    return switch (language) {
      case ENGLISH -> new English();
      case CHINESE -> new Chinese();
    };
  }

  /** What others have said is shortened to this. */
  int LONGEST_VALUE = 600;

  /** The sentence with its places filled, on one line. */
  static String filled(String sentence, Map<String, Object> values) {
    return PLACE
        .matcher(sentence)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    line(String.valueOf(values.getOrDefault(place.group(1), place.group())))));
  }

  private static String line(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE) + "…";
  }
}
