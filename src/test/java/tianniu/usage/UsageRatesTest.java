package tianniu.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tianniu.engine.UsageSample;

class UsageRatesTest {
  private static final Duration ONE = Duration.ofSeconds(1);
  private static final Duration TWO = Duration.ofSeconds(2);

  @Test
  void usage_twoSamples_knowsEveryRate() {
    Usage usage = UsageRates.usage(Counters.of(Samples.at(ONE)), Samples.at(TWO));
    assertThat(usage).isEqualTo(new Usage(0.5, 5000, 1000.0, 2000.0, Samples.START.plus(TWO)));
  }

  @Test
  void usage_oneSample_knowsNoRate() {
    assertThat(UsageRates.usage(null, Samples.at(TWO)))
        .isEqualTo(new Usage(null, 5000, null, null, Samples.START.plus(TWO)));
  }

  @Test
  void usage_samplesAtOneMoment_knowsNoRate() {
    assertThat(UsageRates.usage(Counters.of(Samples.at(TWO)), Samples.at(TWO)))
        .isEqualTo(new Usage(null, 5000, null, null, Samples.START.plus(TWO)));
  }

  @Test
  void usage_noOwnNetwork_knowsCpuOnly() {
    Usage usage =
        UsageRates.usage(
            Counters.of(Samples.withNetwork(Samples.at(ONE), null)),
            Samples.withNetwork(Samples.at(TWO), null));
    assertThat(usage).isEqualTo(new Usage(0.5, 5000, null, null, Samples.START.plus(TWO)));
  }

  @Test
  void usage_hugeCounters_doNotOverflow() {
    long bytes = Long.MAX_VALUE / 4;
    Usage usage = UsageRates.usage(Counters.of(Samples.at(ONE, 0, 0)), Samples.at(TWO, 0, bytes));
    assertThat(usage.rxBytesPerSecond()).isCloseTo((double) bytes, within(1e9));
    assertThat(usage.txBytesPerSecond()).isPositive();
  }

  @Test
  void usage_monotonicClockWrapsAround_isRight() {
    UsageSample older = withNanoTime(Samples.at(ONE), Long.MAX_VALUE - 10);
    UsageSample newer = withNanoTime(Samples.at(TWO), Long.MIN_VALUE + 999_999_989);
    assertThat(UsageRates.usage(Counters.of(older), newer).cpuCores()).isEqualTo(0.5);
  }

  @Test
  void window_twoSamples_isInPercent() {
    UsageWindow window = UsageRates.window(Counters.of(Samples.at(ONE)), Samples.at(TWO));
    assertThat(window)
        .isEqualTo(new UsageWindow(Samples.at(TWO), ONE, 50.0, 25.0, 1000.0, 2000.0, 0.0, 0.0));
  }

  @Test
  void window_oneSample_hasCountersOnly() {
    assertThat(UsageRates.window(null, Samples.at(TWO)))
        .isEqualTo(
            new UsageWindow(Samples.at(TWO), Duration.ZERO, null, null, null, null, null, null));
  }

  @Test
  void window_hostTicks_stayWithinAHundred() {
    assertThat(hostBusy(10, 100, 30, 110)).isEqualTo(100);
    assertThat(hostBusy(10, 100, 5, 110)).isZero();
    assertThat(hostBusy(10, 100, 10, 100)).isNull();
    assertThat(hostBusy(10, 100, 11, 90)).isNull();
  }

  @Test
  void startedAnew_anyCounterLower_isTrue() {
    Counters before = Counters.of(Samples.at(ONE, 100, 100));
    assertThat(UsageRates.startedAnew(before, Samples.at(TWO, 100, 100))).isFalse();
    assertThat(UsageRates.startedAnew(before, Samples.at(TWO, 99, 100))).isTrue();
    assertThat(UsageRates.startedAnew(before, Samples.at(TWO, 100, 99))).isTrue();
    assertThat(UsageRates.startedAnew(before, Samples.withNetwork(Samples.at(TWO), null)))
        .isFalse();
  }

  private static @Nullable Double hostBusy(long busy1, long total1, long busy2, long total2) {
    return UsageRates.window(
            Counters.of(withHost(Samples.at(ONE), busy1, total1)),
            withHost(Samples.at(TWO), busy2, total2))
        .hostBusyPercent();
  }

  private static UsageSample withHost(UsageSample s, long busy, long total) {
    return new UsageSample(
        s.takenAt(),
        s.nanoTime(),
        s.cpuNanos(),
        new UsageSample.HostCpu(busy, total),
        s.onlineCpus(),
        s.memoryBytes(),
        s.memoryLimitBytes(),
        s.network(),
        s.io());
  }

  private static UsageSample withNanoTime(UsageSample s, long nanoTime) {
    return new UsageSample(
        s.takenAt(),
        nanoTime,
        s.cpuNanos(),
        s.hostCpu(),
        s.onlineCpus(),
        s.memoryBytes(),
        s.memoryLimitBytes(),
        s.network(),
        s.io());
  }
}
