package tianniu.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What comes out of the rounds: medians, ratios, and what wrk has said. */
class FiguresTest {
  private static final String WRK =
      """
      Running 2s test @ http://127.0.0.1:1/constant
        1 threads and 64 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency     2.38ms    1.02ms  24.31ms   86.24%
          Req/Sec    27.11k     1.52k   29.69k    75.00%
        Latency Distribution
           50%    2.21ms
           75%    2.73ms
           90%  890.00us
           99%    1.20s
        54021 requests in 2.00s, 529.65MB read
      Requests/sec:  26969.85
      Transfer/sec:    264.42MB
      """;

  @Test
  void median_ofOddAndEvenCounts_isTheMiddle() {
    assertThat(Series.of(5, 1, 3).median()).isEqualTo(3);
    assertThat(Series.of(4, 1, 3, 2).median()).isEqualTo(2.5);
    assertThat(Series.of(7).median()).isEqualTo(7);
  }

  @Test
  void percentile_isTheNearestRank() {
    Series hundred = new Series();
    for (int i = 100; i >= 1; i--) {
      hundred.add(i);
    }
    assertThat(hundred.percentile(99)).isEqualTo(99);
    assertThat(hundred.percentile(100)).isEqualTo(100);
    assertThat(hundred.percentile(0)).isEqualTo(1);
    assertThat(Series.of(2, 1).percentile(99)).isEqualTo(2);
  }

  @Test
  void ratios_areTakenRoundByRound() {
    Series ratios = Series.of(10, 30, 40).by(Series.of(5, 10, 10));
    assertThat(ratios.values()).containsExactly(2.0, 3.0, 4.0);
    assertThat(Series.of(10, 30).less(Series.of(1, 2)).values()).containsExactly(9.0, 28.0);
    assertThatThrownBy(() -> Series.of(1, 2).by(Series.of(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingMeasured_isNoFigure() {
    assertThatThrownBy(() -> new Series().median()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Series.of(1).by(Series.of(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void texts_haveThreeDigitsThatCount() {
    assertThat(Series.number(12_345.6)).isEqualTo("12,346");
    assertThat(Series.number(12.34)).isEqualTo("12.3");
    assertThat(Series.number(1.234)).isEqualTo("1.23");
    assertThat(Series.number(0.1234)).isEqualTo("0.123");
    assertThat(Series.of(3, 1, 2).text(" ms")).isEqualTo("2.00 ms (1.00 … 3.00)");
    assertThat(Series.of(3).text(" ms")).isEqualTo("3.00 ms");
  }

  @Test
  void wrk_whatItPrints_isRead() throws IOException {
    WrkReport report = WrkReport.parse(WRK);
    assertThat(report.perSecond()).isEqualTo(26_969.85);
    assertThat(report.mean()).isEqualTo(2.38);
    assertThat(report.p50()).isEqualTo(2.21);
    assertThat(report.p99()).isCloseTo(1200, within(1e-9));
    assertThat(report.answers()).isEqualTo(54_021);
    assertThat(WrkReport.parse(WRK.replace("2.38ms", "890.00us")).mean())
        .isCloseTo(0.89, within(1e-9));
  }

  @Test
  void wrk_withErrors_isNoMeasurement() {
    assertThatThrownBy(() -> WrkReport.parse(WRK + "  Non-2xx or 3xx responses: 12\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("12");
    assertThatThrownBy(
            () -> WrkReport.parse(WRK + "  Socket errors: connect 0, read 1, write 0, timeout 0\n"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> WrkReport.parse("unable to connect")).isInstanceOf(IOException.class);
  }

  @Test
  void contest_whoBegins_changesFromRoundToRound() throws Exception {
    List<String> order = new ArrayList<>();
    AtomicInteger count = new AtomicInteger();
    Contest<Integer> contest = new Contest<>();
    for (String side : List.of("a", "b", "c")) {
      contest.side(
          side,
          () -> {
            order.add(side);
            return count.incrementAndGet();
          });
    }
    Contest.Results<Integer> results = contest.run(3);
    assertThat(order).containsExactly("a", "b", "c", "b", "c", "a", "c", "a", "b");
    assertThat(results.of("a")).containsExactly(1, 6, 8);
    assertThat(results.names()).containsExactly("a", "b", "c");
  }
}
