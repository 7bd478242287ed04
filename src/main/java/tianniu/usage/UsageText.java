package tianniu.usage;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Usage as the API writes it: short, for people. The unit is the one that keeps the number in [1,
 * 1024), with one decimal below 10.
 */
public final class UsageText {
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};

  private UsageText() {}

  /** Cores with two decimals: {@code 0.05}. */
  public static String cpu(double cores) {
    return BigDecimal.valueOf(sane(cores)).setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  /** Such as {@code 128MB}. */
  public static String memory(long bytes) {
    return amount((double) bytes);
  }

  /** Such as {@code 1.2MB/s}. */
  public static String rate(double bytesPerSecond) {
    return amount(bytesPerSecond) + "/s";
  }

  private static String amount(double bytes) {
    double number = sane(bytes);
    int unit = 0;
    while (number >= 1024 && unit < UNITS.length - 1) {
      number /= 1024;
      unit++;
    }
    long tenths = Math.round(number * 10);
    if (tenths < 100) {
      return tenths / 10 + "." + tenths % 10 + UNITS[unit];
    }
    long whole = Math.round(number);
    return whole >= 1024 && unit < UNITS.length - 1 ? "1.0" + UNITS[unit + 1] : whole + UNITS[unit];
  }

  private static double sane(double number) {
    return Double.isFinite(number) && number > 0 ? number : 0;
  }
}
