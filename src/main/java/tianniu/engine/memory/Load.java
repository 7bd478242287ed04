package tianniu.engine.memory;

import java.time.Duration;

/**
 * What a pretended container uses while it runs.
 *
 * @param cores processors in use on average
 * @param swing share by which everything swells and falls, 0..1
 * @param period of the swing
 */
public record Load(
    double cores,
    double swing,
    Duration period,
    long memoryBytes,
    long rxBytesPerSecond,
    long txBytesPerSecond,
    long readBytesPerSecond,
    long writeBytesPerSecond) {

  /** Always the same, with neither network nor disk. */
  public static Load steady(double cores, long memoryBytes) {
    return new Load(cores, 0, Duration.ofMinutes(1), memoryBytes, 0, 0, 0, 0);
  }

  /** A moderate one that differs between containers. */
  static Load of(int seed) {
    int spread = Math.floorMod(seed, 17);
    return new Load(
        0.02 + spread * 0.015,
        0.6,
        Duration.ofSeconds(40 + 5L * spread),
        (12L + 9L * spread) << 20,
        2_000L + 1_500L * spread,
        3_000L + 2_500L * spread,
        500L * spread,
        400L * spread);
  }

  /** What has come together after so many seconds at an average of {@code rate} a second. */
  double total(double rate, double seconds) {
    double turn = 2 * Math.PI / (period.toMillis() / 1000.0);
    return rate * (seconds + swing / turn * (1 - Math.cos(turn * seconds)));
  }

  long memoryAt(double seconds) {
    double turn = 2 * Math.PI / (period.toMillis() / 1000.0);
    return (long) (memoryBytes * (1 + 0.2 * swing * Math.sin(turn * seconds)));
  }
}
