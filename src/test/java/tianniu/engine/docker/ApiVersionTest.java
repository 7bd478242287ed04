package tianniu.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

class ApiVersionTest {
  private static ApiVersion version(String text) {
    return Objects.requireNonNull(ApiVersion.parse(text));
  }

  private static String agree(String newest, @Nullable String oldest) {
    return ApiVersion.agree(version(newest), ApiVersion.parse(oldest)).toString();
  }

  @Test
  void agree_olderEngine_isItsNewest() {
    assertThat(agree("1.41", null)).isEqualTo("1.41");
    assertThat(agree("1.44", "1.24")).isEqualTo("1.44");
  }

  @Test
  void agree_newerEngine_isOurNewest() {
    assertThat(agree("1.60", "1.44")).isEqualTo("1.51");
    assertThat(agree("2.0", "1.51")).isEqualTo("1.51");
  }

  @Test
  void agree_engineTooOld_saysSo() {
    assertUnavailable(() -> agree("1.40", null), "1.40");
    assertUnavailable(() -> agree("1.9", null), "1.9");
  }

  @Test
  void agree_engineTooNew_saysSo() {
    assertUnavailable(() -> agree("1.70", "1.52"), "1.52");
  }

  @Test
  void parse_noVersion_isNull() {
    assertThat(ApiVersion.parse(null)).isNull();
    assertThat(ApiVersion.parse("")).isNull();
    assertThat(ApiVersion.parse("1.x")).isNull();
  }

  private static void assertUnavailable(Runnable call, String word) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            FaultException.class,
            e ->
                assertThat(e.fault())
                    .isInstanceOfSatisfying(
                        Fault.EngineUnavailable.class,
                        fault -> assertThat(fault.message()).contains(word)));
  }
}
