package tianniu.stat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Measured numbers as the API writes them. */
final class Figures {
  private Figures() {}

  /** With two decimals. */
  static @Nullable BigDecimal percent(@Nullable Double value) {
    return value == null ? null : BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
  }

  /** In whole bytes a second. */
  static @Nullable Long rate(@Nullable Double value) {
    return value == null ? null : Math.round(value);
  }
}
