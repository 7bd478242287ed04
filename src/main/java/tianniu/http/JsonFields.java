package tianniu.http;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;
import tianniu.fault.Violation;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a JSON object, taken one by one. Strict about what is there and cannot be used, and
 * about fields that nobody took; lenient about what stands for nothing: null, an empty string, an
 * object of such. Goes on after a violation, so that a caller learns of all of them at once; a
 * reader asks {@link #isValid} before it builds anything.
 */
public final class JsonFields {
  private static final int MAX_VIOLATIONS = 50;
  private static final int MAX_DIGITS = 64;

  private final JsonNode object;
  private final String path;
  private final List<Violation> violations;
  private final int violationsBefore;
  private final Set<String> taken = new HashSet<>();

  private JsonFields(JsonNode object, String path, List<Violation> violations) {
    this.object = object;
    this.path = path;
    this.violations = violations;
    this.violationsBefore = violations.size();
  }

  /**
   * Reads a body.
   *
   * @throws tianniu.fault.FaultException with {@link Fault.Invalid} and all violations
   */
  public static <T> T read(byte[] body, Function<JsonFields, @Nullable T> reader) {
    JsonNode root = parse(body);
    List<Violation> violations = new ArrayList<>();
    JsonFields fields = new JsonFields(root, "", violations);
    T result = fields.taking(reader);
    if (!violations.isEmpty() || result == null) {
      throw new Fault.Invalid(violations).asException();
    }
    return result;
  }

  private static JsonNode parse(byte[] body) {
    if (body.length == 0) {
      throw wholeBody("a JSON object is expected");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonNode root = Json.parse(text);
      if (!root.isObject()) {
        throw wholeBody("a JSON object is expected");
      }
      return root;
    } catch (CharacterCodingException _) {
      throw wholeBody("the body is not UTF-8");
    } catch (StreamConstraintsException _) {
      throw wholeBody("the body is nested too deeply, or has a number or name that is too long");
    } catch (JacksonException e) {
      throw wholeBody(
          "the body is not valid JSON: line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + (e.getOriginalMessage().startsWith("Duplicate") ? " (a repeated field)" : ""));
    }
  }

  private static tianniu.fault.FaultException wholeBody(String message) {
    return Fault.invalid(Violation.field("", message)).asException();
  }

  /** Whether nothing was wrong with this object so far. */
  public boolean isValid() {
    return violations.size() == violationsBefore;
  }

  /** A field that means something, null, or a string that is empty where empty means absent. */
  public @Nullable String text(String name) {
    JsonNode node = take(name);
    if (node == null) {
      return null;
    }
    String text = textOf(node, pathOf(name));
    return text == null || text.isEmpty() ? null : text;
  }

  /** A string in which empty is a value of its own; null when absent. */
  public @Nullable String textOrEmpty(String name) {
    JsonNode node = take(name);
    return node == null ? null : textOf(node, pathOf(name));
  }

  /** A field that must be there, taken by {@code read}. */
  public <T> @Nullable T required(String name, Supplier<@Nullable T> read) {
    int before = violations.size();
    T value = read.get();
    if (value == null && violations.size() == before) {
      refuse(name, "is required");
    }
    return value;
  }

  /** A string that must be there, and not be empty. */
  public @Nullable String requiredText(String name) {
    return required(name, () -> text(name));
  }

  /** A string that {@code parser} makes something of. */
  public <T> @Nullable T parsed(
      String name, Function<String, Optional<T>> parser, String expectation) {
    String text = text(name);
    return text == null ? null : parsed(name, text, parser, expectation);
  }

  /** A string or a number, as the text that was written; the number 0 is how some write "none". */
  public <T> @Nullable T parsedTextOrNumber(
      String name, Function<String, Optional<T>> parser, String expectation) {
    JsonNode node = object.get(name);
    if (node != null && node.isNumber()) {
      taken.add(name);
      return meansNothing(node)
          ? null
          : parsed(name, text(node.decimalValue()), parser, expectation);
    }
    return parsed(name, parser, expectation);
  }

  /**
   * A few bytes such as {@code 1e999999999} would be a gigabyte of digits if they were all told.
   */
  private static String text(BigDecimal number) {
    boolean usual = Math.abs((long) number.scale()) <= MAX_DIGITS;
    return usual ? number.toPlainString() : number.toString();
  }

  private <T> @Nullable T parsed(
      String name, String text, Function<String, Optional<T>> parser, String expectation) {
    Optional<T> found = parser.apply(text);
    if (found.isEmpty()) {
      refuse(name, expectation);
    }
    return found.orElse(null);
  }

  /** A whole number; null when absent. */
  public @Nullable Long integer(String name, long min, long max) {
    JsonNode node = take(name);
    if (node == null) {
      return null;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < min
        || node.longValue() > max) {
      refuse(name, "must be a whole number from " + min + " to " + max);
      return null;
    }
    return node.longValue();
  }

  /** True or false; {@code absent} when absent. */
  public boolean flag(String name, boolean absent) {
    JsonNode node = take(name);
    if (node == null) {
      return absent;
    }
    if (!node.isBoolean()) {
      refuse(name, "must be true or false");
      return absent;
    }
    return node.booleanValue();
  }

  /** An object; null when absent, or when nothing in it means anything. */
  public <T> @Nullable T object(String name, Function<JsonFields, @Nullable T> reader) {
    JsonNode node = object.get(name);
    if (node != null && node.isObject() && meansNothing(node)) {
      taken.add(name);
      refuseUnknown(node, pathOf(name), reader);
      return null;
    }
    return exactObject(name, reader);
  }

  /** An object in which empty is a value of its own; null when absent. */
  public <T> @Nullable T exactObject(String name, Function<JsonFields, @Nullable T> reader) {
    JsonNode node = take(name);
    if (node == null || isEmptyText(node)) {
      return null;
    }
    if (!node.isObject()) {
      refuse(name, "must be an object");
      return null;
    }
    return new JsonFields(node, pathOf(name), violations).taking(reader);
  }

  /** Whether a field is there as an object, which a field of two shapes asks. */
  public boolean isObject(String name) {
    JsonNode node = object.get(name);
    return node != null && node.isObject();
  }

  /** Whether a field is there at all, be it null: so a thing that was read shows itself. */
  public boolean has(String name) {
    return object.has(name);
  }

  /** A list of objects; empty when absent. */
  public <T> List<T> objects(String name, int max, Function<JsonFields, @Nullable T> reader) {
    List<T> list = new ArrayList<>();
    int index = 0;
    for (JsonNode element : elements(name, max)) {
      String place = pathOf(name) + "[" + index++ + "]";
      if (!element.isObject()) {
        violation(place, "must be an object");
      } else {
        T value = new JsonFields(element, place, violations).taking(reader);
        if (value != null) {
          list.add(value);
        }
      }
    }
    return list;
  }

  /** A list of strings; null when absent or null, and possibly empty. */
  public @Nullable List<String> texts(String name, int max) {
    if (take(name) == null) {
      return null;
    }
    List<String> list = new ArrayList<>();
    int index = 0;
    for (JsonNode element : elements(name, max)) {
      String text = textOf(element, pathOf(name) + "[" + index++ + "]");
      if (text != null) {
        list.add(text);
      }
    }
    return list;
  }

  /** An object whose fields are all strings; empty when absent. */
  public Map<String, String> map(String name, int max) {
    Map<String, String> map = new LinkedHashMap<>();
    JsonNode node = take(name);
    if (node == null || isEmptyText(node)) {
      return map;
    }
    if (!node.isObject() || node.size() > max) {
      refuse(name, "must be an object of at most " + max + " strings");
      return map;
    }
    node.properties()
        .forEach(
            entry -> {
              String place = pathOf(name) + "." + entry.getKey();
              String value = textOf(entry.getValue(), place);
              if (value != null && isClean(entry.getKey(), place)) {
                map.put(entry.getKey(), value);
              }
            });
    return map;
  }

  /** Takes fields that a client sends back as it read them and that say nothing in a request. */
  public void ignore(String... names) {
    taken.addAll(List.of(names));
  }

  public void refuse(String name, String message) {
    violation(pathOf(name), message);
  }

  /** A field that nobody knows is a typing error, also in an object that counts as absent. */
  private <T> void refuseUnknown(
      JsonNode node, String place, Function<JsonFields, @Nullable T> reader) {
    JsonFields scratch = new JsonFields(node, place, new ArrayList<>());
    var _ = reader.apply(scratch);
    for (String name : node.propertyNames()) {
      if (!scratch.taken.contains(name)) {
        violation(place + "." + name, "is not a known field");
      }
    }
  }

  private <T> @Nullable T taking(Function<JsonFields, @Nullable T> reader) {
    T result = reader.apply(this);
    for (String name : object.propertyNames()) {
      if (!taken.contains(name)) {
        refuse(name, "is not a known field");
      }
    }
    return isValid() ? result : null;
  }

  private List<JsonNode> elements(String name, int max) {
    JsonNode node = take(name);
    if (node == null || isEmptyText(node)) {
      return List.of();
    }
    if (!node.isArray() || node.size() > max) {
      refuse(name, "must be an array of at most " + max + " elements");
      return List.of();
    }
    List<JsonNode> list = new ArrayList<>();
    node.forEach(list::add);
    return list;
  }

  private @Nullable JsonNode take(String name) {
    taken.add(name);
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  private @Nullable String textOf(JsonNode node, String place) {
    if (!node.isString()) {
      violation(place, "must be a string");
      return null;
    }
    return isClean(node.stringValue(), place) ? node.stringValue() : null;
  }

  /** No engine takes a NUL, and half of a surrogate pair has no UTF-8 form. */
  private boolean isClean(String text, String place) {
    boolean clean = text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    if (!clean) {
      violation(place, "must not contain NUL or half of a surrogate pair");
    }
    return clean;
  }

  private void violation(String place, String message) {
    if (violations.size() < MAX_VIOLATIONS) {
      // A name may hold half of a surrogate pair, which no answer could carry.
      byte[] writable = place.getBytes(StandardCharsets.UTF_8);
      violations.add(Violation.field(new String(writable, StandardCharsets.UTF_8), message));
    }
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static boolean meansNothing(JsonNode node) {
    if (node.isObject()) {
      return node.properties().stream().allMatch(entry -> meansNothing(entry.getValue()));
    }
    if (node.isNumber()) {
      return node.decimalValue().signum() == 0;
    }
    if (node.isBoolean()) {
      return !node.booleanValue();
    }
    return node.isNull() || isEmptyText(node) || (node.isArray() && node.isEmpty());
  }

  private static boolean isEmptyText(JsonNode node) {
    return node.isString() && node.stringValue().isEmpty();
  }
}
