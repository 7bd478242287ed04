package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  @ParameterizedTest
  @CsvSource({
    "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00Z, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00.123456789Z, 2026-01-31T12:00:00.123456789Z",
    "2026-01-31T20:00:00+08:00, 2026-01-31T12:00:00Z",
    "2026-01-31T20:00:00 08:00, 2026-01-31T12:00:00Z",
    "2026-01-31T20:00:00+0800, 2026-01-31T12:00:00Z",
    "2026-01-31T20:00:00+08, 2026-01-31T12:00:00Z",
    "2026-01-31T07:00:00-05:00, 2026-01-31T12:00:00Z",
    "2026-01-31, 2026-01-31T00:00:00Z"
  })
  void parse_forms_areUnderstood(String text, Instant expected) {
    assertThat(Timestamps.parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "1674000000",
        "2026-02-30",
        "2026-01-31T25:00:00Z",
        "2026-01-31T12:00:00X",
        "2026-01-31T12:00:00+08:0",
        "T12:00:00Z",
        "31.01.2026",
        "2026-1-31",
        "2026-01-31 12:00:00"
      })
  void parse_anythingElse_isNothing(String text) {
    assertThat(Timestamps.parse(text)).isEmpty();
  }

  @Test
  void microseconds_anyInstant_hasSixDigitsAndReadsBack() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 2000; i++) {
      Instant instant =
          Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));

      String text = Timestamps.microseconds(instant);

      assertThat(text).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
      assertThat(Timestamps.parse(text)).contains(instant.truncatedTo(ChronoUnit.MICROS));
    }
  }

  @Test
  void parse_anyOffset_alsoWithThePlusOfAQueryTurnedIntoASpace() {
    SplittableRandom random = new SplittableRandom(13);
    for (int i = 0; i < 2000; i++) {
      Instant instant = Instant.ofEpochSecond(random.nextLong(4_000_000_000L));
      ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60 + 1));
      String text = instant.atOffset(offset).toString();

      assertThat(Timestamps.parse(text)).contains(instant);
      assertThat(Timestamps.parse(text.replace('+', ' '))).contains(instant);
    }
  }
}
