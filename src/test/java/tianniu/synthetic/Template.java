package tianniu.synthetic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text of a real engine with slots such as {@code @name@}, cut up once. */
final class Template {
  private static final Pattern SLOT = Pattern.compile("@([a-z-]+)@");

  /** By turns a text and the name of a slot, beginning and ending with a text. */
  private final List<String> parts = new ArrayList<>();

  private Template(String text) {
    int at = 0;
    Matcher slot = SLOT.matcher(text);
    while (slot.find()) {
      parts.add(text.substring(at, slot.start()));
      parts.add(slot.group(1));
      at = slot.end();
    }
    parts.add(text.substring(at));
  }

  /** The template of this name among the resources. */
  static Template of(String name) {
    try (InputStream in = Template.class.getResourceAsStream("/synthetic/" + name + ".json")) {
      if (in == null) {
        throw new IllegalArgumentException("no template " + name);
      }
      return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void into(StringBuilder out, Function<String, Object> values) {
    for (int i = 0; i < parts.size(); i++) {
      if (i % 2 == 0) {
        out.append(parts.get(i));
      } else {
        out.append(values.apply(parts.get(i)));
      }
    }
  }

  String fill(Function<String, Object> values) {
    StringBuilder out = new StringBuilder(4096);
    into(out, values);
    return out.toString();
  }
}
