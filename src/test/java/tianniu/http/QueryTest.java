package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.caller.Permission;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Violation;

class QueryTest {
  private static final Route ROUTE =
      Route.get("/", "get", Permission.PUBLIC, request -> Reply.json(Map.of()))
          .query("limit", "label...");

  @Test
  void parse_nothing_hasNothing() {
    assertThat(Query.parse(null).text("limit")).isNull();
    assertThat(Query.parse("").text("limit")).isNull();
    assertThat(Query.parse("&&").texts("limit")).isEmpty();
  }

  @Test
  void parse_encoded_isDecoded() {
    Query query = Query.parse("label=a%3Db%26c+d&label=%E5%A4%A9&limit=1=2");

    assertThat(query.texts("label")).containsExactly("a=b&c d", "天");
    assertThat(query.text("limit")).isEqualTo("1=2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%=a", "a=%C3", "a=%ED%A0%80", "a=%ff"})
  void parse_brokenEncoding_refuses(String raw) {
    assertThat(refused(() -> Query.parse(raw)).path()).isEqualTo("query");
  }

  @Test
  void checkAgainst_unknownParameter_refusesItsName() {
    assertThat(refused(() -> Query.parse("limti=1").checkAgainst(ROUTE)).path()).isEqualTo("limti");
    assertThat(refused(() -> Query.parse("=1").checkAgainst(ROUTE)).path()).isEmpty();
    assertThat(refused(() -> Query.parse("label...=1").checkAgainst(ROUTE)).path())
        .isEqualTo("label...");
  }

  @Test
  void checkAgainst_repeated_refusesUnlessMeant() {
    Query.parse("label=a&label=b&limit=1").checkAgainst(ROUTE);

    assertThat(refused(() -> Query.parse("limit=1&limit=1").checkAgainst(ROUTE)).path())
        .isEqualTo("limit");
  }

  @Test
  void integer_absent_isTheDefault() {
    assertThat(Query.parse(null).integer("limit", 1, 100, 20)).isEqualTo(20);
    assertThat(Query.parse("limit=1").integer("limit", 1, 100, 20)).isEqualTo(1);
    assertThat(Query.parse("limit=100").integer("limit", 1, 100, 20)).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "101", "-1", "+1", "1.0", "1e1", "", " 1", "0x1", "９", "9999999999999999999"})
  void integer_outsideOrNoNumber_refuses(String value) {
    Violation violation = refused(() -> Query.parse("limit=" + value).integer("limit", 1, 100, 20));

    assertThat(violation.path()).isEqualTo("limit");
    assertThat(violation.message()).contains("from 1 to 100");
  }

  @Test
  void flag_trueFalseAbsent_areRead() {
    assertThat(Query.parse("force=true").flag("force")).isTrue();
    assertThat(Query.parse("force=False").flag("force")).isFalse();
    assertThat(Query.parse(null).flag("force")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "yes", "truee"})
  void flag_anythingElse_refuses(String value) {
    assertThat(refused(() -> Query.parse("force=" + value).flag("force")).path())
        .isEqualTo("force");
  }

  @Test
  void instant_plusSignOfAnOffset_isUnderstood() {
    assertThat(Query.parse("since=2026-01-31T20:00:00+08:00").instant("since"))
        .isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(Query.parse("since=").instant("since")).isNull();
    assertThat(refused(() -> Query.parse("since=yesterday").instant("since")).path())
        .isEqualTo("since");
  }

  @Test
  void duration_inBounds_isRead() {
    Query query = Query.parse("wait=1m30s");

    assertThat(query.duration("wait", Duration.ZERO, Duration.ofHours(1)))
        .isEqualTo(Duration.ofSeconds(90));
    assertThat(query.duration("other", Duration.ZERO, Duration.ofHours(1))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0s", "61s", "1", "s", "-1s", "1h", "1.5s"})
  void duration_outsideOrNone_refusesAndSaysTheBounds(String value) {
    Violation violation =
        refused(
            () ->
                Query.parse("interval=" + value)
                    .duration("interval", Duration.ofSeconds(1), Duration.ofMinutes(1)));

    assertThat(violation.path()).isEqualTo("interval");
    assertThat(violation.message()).contains("from 1s to 1m");
  }

  @Test
  void parsed_notUnderstood_refusesWithTheExpectation() {
    Violation violation =
        refused(
            () -> Query.parse("tail=x").parsed("tail", text -> Optional.empty(), "must be better"));

    assertThat(violation).isEqualTo(new Violation(Violation.Where.QUERY, "tail", "must be better"));
  }

  private static Violation refused(ThrowingCallable call) {
    Fault fault = catchThrowableOfType(FaultException.class, call).fault();
    List<Violation> violations = ((Fault.Invalid) fault).violations();
    assertThat(violations).hasSize(1);
    assertThat(violations.getFirst().where()).isEqualTo(Violation.Where.QUERY);
    return violations.getFirst();
  }
}
