package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

class JsonFieldsTest {
  private static String knownFields(JsonFields fields) {
    fields.ignore("name", "size", "flag", "list", "inner");
    return "there";
  }

  private record Thing(@Nullable String name, @Nullable Long size) {
    static Thing read(JsonFields fields) {
      return new Thing(fields.text("name"), fields.integer("size", 1, 9));
    }
  }

  @Test
  void read_knownFields_areTaken() {
    assertThat(Bodies.read("{\"name\":\"a\",\"size\":3}", Thing::read))
        .isEqualTo(new Thing("a", 3L));
  }

  @Test
  void read_unknownFields_areAllNamed() {
    assertThat(Bodies.violations("{\"nmae\":1,\"size\":3,\"Size\":3}", Thing::read))
        .containsExactly("nmae: is not a known field", "Size: is not a known field");
  }

  @Test
  void read_severalFaults_areAllToldWithTheirPaths() {
    Function<JsonFields, @Nullable Object> reader =
        fields -> {
          fields.requiredText("name");
          fields.objects(
              "ports", 9, port -> port.required("internal", () -> port.integer("internal", 1, 9)));
          fields.object("limits", inner -> inner.text("cpu"));
          return fields;
        };

    assertThat(
            Bodies.paths(
                "{\"ports\":[{},{\"internal\":\"x\"},7],\"limits\":{\"cpu\":1,\"gpu\":2}}", reader))
        .containsExactly(
            "name",
            "ports[0].internal",
            "ports[1].internal",
            "ports[2]",
            "limits.cpu",
            "limits.gpu");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "1",
        "\"a\"",
        "{",
        "{\"name\":}",
        "{name:1}",
        "{}{}",
        "{} x",
        "{\"size\":01}",
        "{\"size\":NaN}",
        "{'name':1}",
        "// a\n{}",
        "{\"name\":\"\u0001\"}"
      })
  void read_noJsonObject_refusesTheBodyAsAWhole(String body) {
    assertThat(Bodies.paths(body, Thing::read)).containsExactly("");
  }

  @Test
  void read_duplicateField_refuses() {
    assertThat(Bodies.violations("{\"name\":\"a\",\"name\":\"b\"}", Thing::read))
        .singleElement()
        .asString()
        .contains("a repeated field");
  }

  @Test
  void read_nestedTooDeeply_refuses() {
    assertThat(Bodies.violations("{\"a\":".repeat(40) + "1" + "}".repeat(40), Thing::read))
        .singleElement()
        .asString()
        .contains("nested too deeply");
  }

  @Test
  void read_longNumber_refuses() {
    assertThat(Bodies.violations("{\"size\":" + "1".repeat(5000) + "}", Thing::read)).hasSize(1);
  }

  @Test
  void read_notUtf8_refuses() {
    byte[] body = "{\"name\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);

    Fault fault =
        catchThrowableOfType(FaultException.class, () -> JsonFields.read(body, Thing::read))
            .fault();

    assertThat(((Fault.Invalid) fault).violations().getFirst().message()).contains("not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "a\\u0000b", "\\ud800", "\\udc00x", "\\ud800\\ud800"})
  void text_nulOrHalfASurrogatePair_refuses(String escaped) {
    assertThat(Bodies.paths("{\"name\":\"" + escaped + "\"}", Thing::read)).containsExactly("name");
  }

  @Test
  void text_wholeSurrogatePair_isTaken() {
    assertThat(Bodies.read("{\"name\":\"\\ud83d\\ude00\"}", Thing::read).name()).isEqualTo("😀");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"\\ud800\":1}", "{\"\\u0000\":1}", "{\"labels\":{\"a\\udc00\":\"b\"}}"})
  void read_nameWithHalfASurrogatePair_hasAnAnswerThatCanBeWritten(String body) {
    Fault fault =
        catchThrowableOfType(
                FaultException.class,
                () ->
                    Bodies.read(
                        body,
                        fields -> {
                          fields.map("labels", 9);
                          return fields;
                        }))
            .fault();

    byte[] answer = Json.bytes(FaultReply.of(fault).body());

    assertThat(new String(answer, StandardCharsets.UTF_8)).contains("INVALID_PARAMETER");
  }

  @Test
  void text_emptyOrNull_isAbsent() {
    assertThat(Bodies.read("{\"name\":\"\",\"size\":null}", Thing::read))
        .isEqualTo(new Thing(null, null));
  }

  @Test
  void textOrEmpty_empty_isAValue() {
    assertThat(texts("{\"v\":\"\"}", fields -> fields.textOrEmpty("v"))).isEqualTo("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "10", "1.0", "\"1\"", "true", "1e0", "99999999999999999999", "[]"})
  void integer_outsideOrNoNumber_refuses(String value) {
    assertThat(Bodies.violations("{\"size\":" + value + "}", Thing::read))
        .containsExactly("size: must be a whole number from 1 to 9");
  }

  @Test
  void flag_anythingButTrueAndFalse_refuses() {
    assertThat(Bodies.paths("{\"f\":\"true\"}", fields -> fields.flag("f", false)))
        .containsExactly("f");
    assertThat(Bodies.<Boolean>read("{\"f\":null}", fields -> fields.flag("f", true))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "\"\"",
        "{\"name\":\"\",\"size\":0}",
        "{\"name\":null}",
        "{\"name\":\"\",\"flag\":false,\"list\":[],\"inner\":{\"a\":\"\"}}"
      })
  void object_zeroValues_countAsAbsent(String value) {
    String absent =
        Bodies.read(
            "{\"o\":" + value + "}",
            fields -> "" + fields.object("o", JsonFieldsTest::knownFields));

    assertThat(absent).isEqualTo("null");
  }

  @Test
  void object_unknownFieldThatMeansNothing_refuses() {
    assertThat(
            Bodies.violations(
                "{\"o\":{\"nmae\":\"\"}}",
                fields -> "" + fields.object("o", JsonFieldsTest::knownFields)))
        .containsExactly("o.nmae: is not a known field");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "0", "false", "\"x\""})
  void object_anotherType_refuses(String value) {
    assertThat(
            Bodies.violations(
                "{\"o\":" + value + "}",
                fields -> "" + fields.object("o", JsonFieldsTest::knownFields)))
        .containsExactly("o: must be an object");
  }

  @Test
  void object_noObject_refuses() {
    assertThat(Bodies.paths("{\"o\":[1]}", fields -> fields.object("o", inner -> inner)))
        .contains("o");
  }

  @Test
  void objects_tooManyOrNoArray_refuses() {
    assertThat(Bodies.paths("{\"o\":[{},{}]}", fields -> fields.objects("o", 1, inner -> inner)))
        .containsExactly("o");
    assertThat(Bodies.paths("{\"o\":{}}", fields -> fields.objects("o", 1, inner -> inner)))
        .containsExactly("o");
    assertThat(
            Bodies.<List<JsonFields>>read(
                "{\"o\":\"\"}", fields -> fields.objects("o", 1, inner -> inner)))
        .isEmpty();
  }

  @Test
  void texts_absentAndEmpty_differ() {
    assertThat(
            Bodies.<Optional<List<String>>>read(
                "{}", fields -> Optional.ofNullable(fields.texts("t", 9))))
        .isEmpty();
    assertThat(Bodies.<List<String>>read("{\"t\":[]}", fields -> fields.texts("t", 9))).isEmpty();
    assertThat(Bodies.<List<String>>read("{\"t\":[\"\",\"a\"]}", fields -> fields.texts("t", 9)))
        .containsExactly("", "a");
    assertThat(Bodies.paths("{\"t\":[1,\"a\",null]}", fields -> fields.texts("t", 9)))
        .containsExactly("t[0]", "t[2]");
  }

  @Test
  void map_strings_areTakenInOrder() {
    assertThat(
            Bodies.<Map<String, String>>read(
                "{\"m\":{\"b\":\"1\",\"a\":\"\"}}", fields -> fields.map("m", 9)))
        .containsExactly(Map.entry("b", "1"), Map.entry("a", ""));
    assertThat(Bodies.paths("{\"m\":{\"b\":1}}", fields -> fields.map("m", 9)))
        .containsExactly("m.b");
    assertThat(Bodies.paths("{\"m\":{\"a\":\"\",\"b\":\"\"}}", fields -> fields.map("m", 1)))
        .containsExactly("m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "\"0.5\"", "5e-1", "0.50"})
  void parsedTextOrNumber_either_isTakenAsWritten(String value) {
    String text =
        texts(
            "{\"cpu\":" + value + "}",
            fields -> fields.parsedTextOrNumber("cpu", Optional::of, "must be"));

    assertThat(new java.math.BigDecimal(text)).isEqualByComparingTo("0.5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "1e-999999999", "-1E+500000000"})
  void parsedTextOrNumber_hugeExponent_isRefusedAndCostsNothing(String number) {
    assertThat(
            Bodies.paths(
                "{\"cpu\":" + number + "}",
                fields ->
                    fields.parsedTextOrNumber(
                        "cpu",
                        text -> Optional.of(text).filter(each -> each.matches("[0-9.]+")),
                        "must be")))
        .containsExactly("cpu");
  }

  @Test
  void read_manyViolations_tellsFifty() {
    StringBuilder body = new StringBuilder("{\"x0\":1");
    for (int i = 1; i < 200; i++) {
      body.append(",\"x").append(i).append("\":1");
    }

    assertThat(Bodies.violations(body + "}", Thing::read)).hasSize(50);
  }

  private static String texts(String body, Function<JsonFields, @Nullable String> reader) {
    return Bodies.read(body, reader);
  }
}
