package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** A duration that is written and read is the same. */
class DurationsPropertyTest {
  @Property
  void text_read_isTheSame(@ForAll @LongRange(min = 0, max = 3_599_999_999_999L) long millis) {
    Duration duration = Duration.ofMillis(millis);

    assertThat(Durations.parse(Durations.text(duration))).contains(duration);
  }

  @Property
  void parse_eachUnit_isThatUnit(@ForAll @IntRange(max = 999_999) int number) {
    assertThat(Durations.parse(number + "ms")).contains(Duration.ofMillis(number));
    assertThat(Durations.parse(number + "s")).contains(Duration.ofSeconds(number));
    assertThat(Durations.parse(number + "m")).contains(Duration.ofMinutes(number));
    assertThat(Durations.parse(number + "h")).contains(Duration.ofHours(number));
  }

  @Property
  void parse_anyText_isReadOrRefusedAndNeverThrows(@ForAll String text) {
    Durations.parse(text)
        .ifPresent(
            duration -> assertThat(Durations.parse(Durations.text(duration))).contains(duration));
  }
}
