package tianniu.diagnosis;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tianniu.http.Language;

/**
 * The sentences of one language, one for each code, from the file of its name. A word in braces
 * stands for what the evidence, or the case, has under this name.
 */
final class Phrases {
  static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)\\}");

  /** What others have said is shortened to this. */
  private static final int LONGEST_VALUE = 600;

  private final Properties sentences;
  private final String space;

  private Phrases(Properties sentences, String space) {
    this.sentences = sentences;
    this.space = space;
  }

  /** Read when the first diagnosis is asked for. */
  private static final class Known {
    static final Map<Language, Phrases> ALL = all();

    private static Map<Language, Phrases> all() {
      Map<Language, Phrases> all = new EnumMap<>(Language.class);
      for (Language language : Language.values()) {
        all.put(language, new Phrases(read(language), language == Language.CHINESE ? "" : " "));
      }
      return all;
    }

    private static Properties read(Language language) {
      String file = language.tag() + ".properties";
      try (InputStream in = Objects.requireNonNull(Phrases.class.getResourceAsStream(file), file)) {
        Properties sentences = new Properties();
        sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        return sentences;
      } catch (IOException e) {
        throw new UncheckedIOException(file, e);
      }
    }
  }

  static Phrases in(Language language) {
    return Objects.requireNonNull(Known.ALL.get(language));
  }

  String verdict(Verdict verdict) {
    return sentence("verdict", verdict);
  }

  String finding(Finding.Code code) {
    return sentence("finding", code);
  }

  String step(Step.Code code) {
    return sentence("step", code);
  }

  String meaning(Exit.Meaning meaning) {
    return sentence("meaning", meaning);
  }

  /** What stands between two sentences. */
  String space() {
    return space;
  }

  private String sentence(String kind, Enum<?> code) {
    String key = kind + "." + code.name().toLowerCase(Locale.ROOT);
    return Objects.requireNonNull(sentences.getProperty(key), key);
  }

  /** How many sentences there are. */
  int size() {
    return sentences.size();
  }

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
