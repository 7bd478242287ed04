package tianniu.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Values that programs stumble over. */
final class Hostile {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\t\r\n",
          "\0",
          "a\0b",
          "null",
          "true",
          "-1",
          "0",
          "00",
          "1e9",
          "0x10",
          "+1",
          "NaN",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999999999",
          "1.7976931348623157e309",
          "容器",
          "контейнер",
          "💥",
          "e\u0301",
          "\u202Etxt.exe",
          "\uFEFFname",
          "\uFFFF",
          "ſtart",
          "ıstanbul",
          "..",
          ".",
          "../../etc/passwd",
          "/etc/passwd",
          "%2e%2e%2f",
          "%",
          "%zz",
          "%00",
          "{container_id}",
          "${jndi:ldap://x}",
          "'; DROP TABLE keys; --",
          "\"quoted\"",
          "\\",
          "<script>alert(1)</script>",
          "*",
          "a=b",
          "=",
          "a,b,,c",
          "tianniu.id",
          "-rf",
          "http://",
          "http://[::1",
          "file:///etc/passwd",
          "1s1s",
          "-1s",
          "999999h",
          "2026-13-45T99:99:99Z",
          "+999999999-12-31T23:59:59Z",
          "-999999999-01-01T00:00:00Z",
          "A".repeat(129),
          "a".repeat(5000),
          "é".repeat(300),
          "0123456789abcdef0123456789abcdef",
          "0123456789ab");

  private Hostile() {}

  static String text(SplittableRandom random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  static JsonNode value(SplittableRandom random) {
    return switch (random.nextInt(16)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(0);
      case 3 -> NODES.numberNode(-1);
      case 4 -> NODES.numberNode(random.nextLong());
      case 5 -> NODES.numberNode(new BigInteger("9".repeat(1 + random.nextInt(60))));
      case 6 -> NODES.numberNode(new BigDecimal("1e" + (random.nextInt(800) - 400)));
      case 7 -> NODES.numberNode(random.nextDouble() * 1000 - 500);
      case 8 -> NODES.arrayNode();
      case 9 -> NODES.objectNode();
      case 10 -> NODES.arrayNode().add(NODES.arrayNode().add(NODES.objectNode().put("a", 1)));
      case 11 -> NODES.objectNode().put(text(random), text(random));
      default -> NODES.stringNode(text(random));
    };
  }

  /** Text that is no JSON object, or one that a parser may trip over. */
  static byte[] body(SplittableRandom random, String good) {
    String text =
        switch (random.nextInt(16)) {
          case 0 -> "";
          case 1 -> "null";
          case 2 -> "[" + good + "]";
          case 3 -> good.substring(0, random.nextInt(good.length() + 1));
          case 4 -> good + good;
          case 5 -> good.replaceFirst("\\{", "{\"name\":1,\"name\":2,");
          case 6 -> "{\"a\":".repeat(1 + random.nextInt(3000));
          case 7 -> "[".repeat(1 + random.nextInt(20_000));
          case 8 -> "\uFEFF" + good;
          case 9 -> good.replace(':', '=');
          case 10 -> "{\"name\":" + "9".repeat(1 + random.nextInt(3000)) + "}";
          case 11 -> "{\"name\":\"\\ud800\",\"image\":\"\\u0000\"}";
          case 12 -> "{\"name\":NaN,\"image\":Infinity}";
          case 13 -> "// comment\n" + good;
          case 14 -> "{\"" + "k".repeat(1 + random.nextInt(60_000)) + "\":1}";
          default -> good.replaceFirst("\\}", ",}");
        };
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    if (random.nextInt(6) == 0 && bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = (byte) (0x80 + random.nextInt(0x80));
    }
    return bytes;
  }
}
