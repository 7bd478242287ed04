package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, 500",
    "30s, 30000",
    "5m, 300000",
    "1h, 3600000",
    "1m30s, 90000",
    "1h1ms, 3600001",
    "0s, 0",
    "90m, 5400000",
    "1h2m3s4ms, 3723004"
  })
  void parse_wellFormed_isRead(String text, long millis) {
    assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "30",
        "1.5s",
        "-1s",
        "1d",
        "30 s",
        "30S",
        "1s1m",
        "1s1s",
        "9999999999s",
        "１s",
        "1s\n"
      })
  void parse_anythingElse_isNothing(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Test
  void text_anyDuration_readsBackTheSame() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 2000; i++) {
      Duration duration = Duration.ofMillis(random.nextLong(1L << (1 + random.nextInt(31))));

      assertThat(Durations.parse(Durations.text(duration))).contains(duration);
    }
  }

  @ParameterizedTest
  @CsvSource({"30000, 30s", "90000, 1m30s", "3600000, 1h", "1500, 1s500ms", "0, 0s"})
  void text_usualDurations_areShort(long millis, String text) {
    assertThat(Durations.text(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Test
  void text_lessThanAMillisecond_isZeroAndNotEmpty() {
    assertThat(Durations.text(Duration.ofNanos(999_999))).isEqualTo("0s");
  }
}
