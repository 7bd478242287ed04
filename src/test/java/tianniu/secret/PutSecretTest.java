package tianniu.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.fault.FaultException;
import tianniu.http.Bodies;

class PutSecretTest {
  @Test
  void read_values_areTaken() {
    PutSecret body = read("{\"values\":{\"api-key\":\"swordfish\",\"x_.1\":\"\"}}");

    assertThat(body.values().byKey())
        .containsEntry("api-key", "swordfish")
        .containsEntry("x_.1", "");
    assertThat(body.labels()).isNull();
  }

  @Test
  void toString_ofTheBody_hasNoValue() {
    assertThat(read("{\"values\":{\"k\":\"swordfish\"},\"labels\":{\"a\":\"b\"}}"))
        .hasToString("PutSecret[values=[k]=***, labels={a=b}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"values\":null}",
        "{\"values\":{}}",
        "{\"values\":\"swordfish\"}",
        "{\"values\":[\"swordfish\"]}",
        "{\"values\":{\"k\":[\"swordfish\"]}}",
        "{\"values\":{\"k\":{\"swordfish\":\"swordfish\"}}}",
        "{\"values\":{\"k\":\"swordfish\\u0000\"}}",
        "{\"values\":{\"k\":\"\\ud800swordfish\"}}",
        "{\"values\":{\"swordfish has the wrong place\":\"k\"}}",
        "{\"values\":{\"k\":\"swordfish\"},\"value\":\"swordfish\"}",
        "{\"values\":{\"k\":\"swordfish\"},\"labels\":\"swordfish\"}",
        "{\"values\":{\"k\":\"swordfish\"},\"labels\":{\"\":\"swordfish\"}}",
        "{\"values\":{\"k\":\"swordfish\"},\"labels\":{\"tianniu.id\":\"swordfish\"}}",
        "{\"values\":{\"k\":\"swordfish\"",
        "{\"values\":{\"k\":\"swordfish\",\"k\":\"swordfish\"}}",
        "\"swordfish\"",
      })
  void read_wrongBody_isRefusedWithoutAValue(String body) {
    assertThat(refusal(body)).doesNotContain("swordfish");
  }

  @Test
  void read_keys_areAtMost64() {
    assertThat(read(keys(64)).values().byKey()).hasSize(64);
    assertThat(refusal(keys(65))).contains("values");
  }

  @Test
  void read_aValue_hasAtMost64KiB() {
    assertThat(read(value(1 << 16)).values().byKey()).hasSize(1);
    assertThat(refusal(value((1 << 16) + 1))).contains("values.k");
    assertThat(refusal(value(1 << 16).replace("x\"", "ö\""))).contains("values.k");
  }

  @Test
  void read_allValues_haveAtMost256KiB() {
    String four =
        IntStream.range(0, 4)
            .mapToObj(i -> "\"k" + i + "\":\"" + "x".repeat(1 << 16) + "\"")
            .collect(Collectors.joining(","));

    assertThat(read("{\"values\":{" + four + "}}").values().byKey()).hasSize(4);
    assertThat(refusal("{\"values\":{" + four + ",\"k4\":\"x\"}}")).contains("262144");
  }

  @Test
  void read_longestKey_isTaken() {
    assertThat(read("{\"values\":{\"" + "k".repeat(253) + "\":\"v\"}}").values().byKey())
        .hasSize(1);
    assertThat(refusal("{\"values\":{\"" + "k".repeat(254) + "\":\"v\"}}")).contains("253");
  }

  private static String keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"k" + i + "\":\"v\"")
        .collect(Collectors.joining(",", "{\"values\":{", "}}"));
  }

  private static String value(int length) {
    return "{\"values\":{\"k\":\"" + "x".repeat(length) + "\"}}";
  }

  private static PutSecret read(String body) {
    return Bodies.read(body, PutSecret::read);
  }

  private static String refusal(String body) {
    FaultException refused = catchThrowableOfType(FaultException.class, () -> read(body));
    assertThat(refused).isNotNull();
    return refused.getMessage() + refused.fault();
  }
}
