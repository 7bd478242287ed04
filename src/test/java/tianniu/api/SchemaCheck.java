package tianniu.api;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Holds values to the schemas of the document: the part of JSON Schema 2020-12 that it uses. A
 * property that no schema names is a fault here, so that nothing goes undocumented.
 */
public final class SchemaCheck {
  /** The keywords that mean something here; the rest of {@link #KEYWORDS} is for people. */
  static final Set<String> KEYWORDS =
      Set.of(
          "$ref",
          "type",
          "enum",
          "const",
          "oneOf",
          "anyOf",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "minItems",
          "maxItems",
          "minLength",
          "maxLength",
          "pattern",
          "format",
          "minimum",
          "maximum",
          "description",
          "default",
          "examples",
          "readOnly");

  private final ApiDocument document;
  private final boolean ordered;
  private final List<String> faults = new ArrayList<>();

  private SchemaCheck(ApiDocument document, boolean ordered) {
    this.document = document;
    this.ordered = ordered;
  }

  /** What is wrong with an answer, whose properties must stand in the schema's order too. */
  public static List<String> ofAnswer(ApiDocument document, JsonNode schema, JsonNode value) {
    return faults(document, true, schema, value, "$");
  }

  /** What is wrong with a part of a request. */
  static List<String> ofRequest(ApiDocument document, JsonNode schema, JsonNode value) {
    return faults(document, false, schema, value, "$");
  }

  private static List<String> faults(
      ApiDocument document, boolean ordered, JsonNode schema, JsonNode value, String place) {
    SchemaCheck check = new SchemaCheck(document, ordered);
    check.check(schema, value, place);
    return check.faults;
  }

  private void check(JsonNode schema, JsonNode value, String place) {
    if (schema.has("$ref")) {
      check(document.resolve(schema), value, place);
    }
    if (schema.has("type") && !hasType(schema.path("type"), value)) {
      fault(place, "is not " + schema.path("type"));
      return;
    }
    if (schema.has("const") && !schema.path("const").equals(value)) {
      fault(place, "is not " + schema.path("const"));
    }
    if (schema.has("enum") && !contains(schema.path("enum"), value)) {
      fault(place, "is none of " + schema.path("enum"));
    }
    checkChoices(schema, value, place);
    if (value.isString()) {
      checkText(schema, value.asString(), place);
    } else if (value.isNumber()) {
      checkNumber(schema, value.decimalValue(), place);
    } else if (value.isArray()) {
      checkArray(schema, value, place);
    } else if (value.isObject()) {
      checkObject(schema, value, place);
    }
  }

  private static boolean hasType(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      for (JsonNode each : type) {
        if (hasType(each, value)) {
          return true;
        }
      }
      return false;
    }
    return switch (type.asString()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> false;
    };
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode each : list) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private void checkChoices(JsonNode schema, JsonNode value, String place) {
    for (String keyword : List.of("oneOf", "anyOf")) {
      if (schema.has(keyword)) {
        List<String> reasons = new ArrayList<>();
        int fitting = 0;
        for (JsonNode choice : schema.path(keyword)) {
          List<String> found = faults(document, ordered, choice, value, place);
          fitting += found.isEmpty() ? 1 : 0;
          reasons.addAll(found);
        }
        if (fitting == 0 || (keyword.equals("oneOf") && fitting > 1)) {
          fault(place, "fits " + fitting + " choices of " + keyword + ": " + reasons);
        }
      }
    }
  }

  private void checkText(JsonNode schema, String text, String place) {
    if (schema.has("pattern")
        && !Pattern.compile(schema.path("pattern").asString()).matcher(text).find()) {
      fault(place, "'" + text + "' does not match " + schema.path("pattern"));
    }
    if (text.length() < schema.path("minLength").asInt(0)
        || text.length() > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
      fault(place, "'" + text + "' has a wrong length");
    }
    if (schema.has("format") && !hasFormat(schema.path("format").asString(), text)) {
      fault(place, "'" + text + "' is no " + schema.path("format"));
    }
  }

  private static boolean hasFormat(String format, String text) {
    try {
      return switch (format) {
        case "date-time" -> OffsetDateTime.parse(text).getOffset() != null;
        case "uri" -> new URI(text).isAbsolute();
        default -> false;
      };
    } catch (DateTimeException | URISyntaxException _) {
      return false;
    }
  }

  private void checkNumber(JsonNode schema, BigDecimal number, String place) {
    boolean low =
        schema.has("minimum") && number.compareTo(schema.path("minimum").decimalValue()) < 0;
    boolean high =
        schema.has("maximum") && number.compareTo(schema.path("maximum").decimalValue()) > 0;
    if (low || high) {
      fault(place, number + " is out of bounds");
    }
  }

  private void checkArray(JsonNode schema, JsonNode array, String place) {
    if (array.size() < schema.path("minItems").asInt(0)
        || array.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
      fault(place, "has " + array.size() + " elements");
    }
    if (schema.has("items")) {
      int index = 0;
      for (JsonNode element : array) {
        check(schema.path("items"), element, place + "[" + index++ + "]");
      }
    }
  }

  private void checkObject(JsonNode schema, JsonNode object, String place) {
    JsonNode properties = schema.path("properties");
    for (JsonNode name : schema.path("required")) {
      if (!object.has(name.asString())) {
        fault(place, "lacks " + name);
      }
    }
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String inner = place + "." + entry.getKey();
      if (properties.has(entry.getKey())) {
        check(properties.path(entry.getKey()), entry.getValue(), inner);
      } else if (schema.path("additionalProperties").isObject()) {
        check(schema.path("additionalProperties"), entry.getValue(), inner);
      } else if (!properties.isEmpty()) {
        fault(inner, "is not in the document");
      }
    }
    if (ordered && !isInOrder(properties, object)) {
      fault(place, "has " + object.propertyNames() + " in another order than the document");
    }
  }

  private static boolean isInOrder(JsonNode properties, JsonNode object) {
    Iterator<String> documented = properties.propertyNames().iterator();
    for (String name : object.propertyNames()) {
      if (properties.has(name)) {
        boolean found = false;
        while (!found && documented.hasNext()) {
          found = documented.next().equals(name);
        }
        if (!found) {
          return false;
        }
      }
    }
    return true;
  }

  private void fault(String place, String what) {
    faults.add(place + " " + what);
  }
}
