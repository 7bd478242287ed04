package tianniu.secret;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.http.JsonFields;

/** The values of one secret by their keys. No text of it has a value. */
record Values(SortedMap<String, String> byKey) {
  static final int MAX_KEYS = 64;
  static final int MAX_VALUE_BYTES = 64 << 10;
  static final int MAX_BYTES = 256 << 10;

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,253}");

  Values {
    byKey = Collections.unmodifiableSortedMap(new TreeMap<>(byKey));
  }

  /** Reads the field {@code values}; null when it is wrong. No violation quotes a value. */
  static @Nullable Values read(JsonFields fields) {
    Map<String, String> given = fields.map("values", MAX_KEYS);
    if (given.isEmpty() && fields.isValid()) {
      fields.refuse("values", "must have 1 to " + MAX_KEYS + " keys");
    }
    given.forEach(
        (key, value) -> {
          if (!KEY.matcher(key).matches()) {
            // Not which: who has key and value the wrong way round has a secret there.
            fields.refuse("values", "must have keys of 1 to 253 of A-Z a-z 0-9 . _ -");
          } else if (bytes(value) > MAX_VALUE_BYTES) {
            fields.refuse("values." + key, "must have at most " + MAX_VALUE_BYTES + " bytes");
          }
        });
    Values values = new Values(new TreeMap<>(given));
    if (fields.isValid() && values.isTooLarge()) {
      fields.refuse("values", tooLarge());
    }
    return fields.isValid() ? values : null;
  }

  static String tooLarge() {
    return "must have at most " + MAX_BYTES + " bytes together";
  }

  boolean isTooLarge() {
    long all = 0;
    for (String value : byKey.values()) {
      all += bytes(value);
    }
    return all > MAX_BYTES;
  }

  /** These, with others in the place of those of the same keys. */
  Values with(Values others) {
    SortedMap<String, String> all = new TreeMap<>(byKey);
    all.putAll(others.byKey);
    return new Values(all);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public String toString() {
    return byKey.keySet() + "=***";
  }
}
