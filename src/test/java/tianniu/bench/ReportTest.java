package tianniu.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told: each bar has its row, and what is missed or not measured is said. */
class ReportTest {
  private final Report report = new Report(List.of("list"));

  @Test
  void allBars_met_nothingIsMissed() {
    add(Bar.LIST_RATE, 40);
    add(Bar.LIST_P99, 15);
    add(Bar.LIST_CEILING, 0.8);

    assertThat(report.missed()).isEmpty();
    assertThat(report.table()).doesNotContain("missed").contains("| ≥ 40× | met |");
  }

  @Test
  void bar_notReached_isMissedAndSaid() {
    add(Bar.LIST_RATE, 39.9);
    add(Bar.LIST_P99, 15.1);
    add(Bar.LIST_CEILING, 0.8);

    assertThat(report.missed())
        .containsExactly(
            "list: list of 20 of 100, usage included, 64 connections: 39.9×, not ≥ 40×",
            "list: … its p99: 15.1 ms, not ≤ 15 ms");
    assertThat(report.table()).contains("**39.9×**").contains("| ≥ 40× | **missed** |");
  }

  @Test
  void bar_withoutARow_isMissed_andSaysWhy() {
    add(Bar.LIST_RATE, 50);
    report.failed("list", "wrk failed");

    assertThat(report.missed()).hasSize(2).allMatch(one -> one.endsWith("wrk failed"));
    assertThat(report.table()).contains("not measured");
  }

  @Test
  void rows_ofOneBar_areNotTwo() {
    add(Bar.LIST_RATE, 50);
    assertThatThrownBy(() -> add(Bar.LIST_RATE, 60)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void sections_thatRun_coverEveryBar() {
    Set<String> named = new TreeSet<>();
    Bench.sections().forEach(section -> named.add(section.name()));
    assertThat(Stream.of(Bar.values()).map(Bar::section).distinct())
        .containsExactlyInAnyOrderElementsOf(named);
    assertThatThrownBy(() -> Bench.chosen(Bench.sections(), "list,lists"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lists");
    assertThat(Bench.chosen(Bench.sections(), "stats,list")).hasSize(2);
  }

  @Test
  void spread_ofSeveralRounds_isTold() {
    report.add(Measured.of(Bar.LIST_RATE, Series.of(50, 70, 60), "ours", "theirs"));
    assertThat(report.table())
        .contains("| ours | theirs | **60.0×** (50.0 … 70.0) | ≥ 40× | met |");
  }

  @Test
  void chart_hasARowForEachFigure_andGoesNoFurtherThanItsFrame() {
    add(Bar.LIST_RATE, 1e9);
    add(Bar.LIST_P99, 1e9);
    String svg = Chart.svg(report.measured());
    assertThat(svg).startsWith("<svg").endsWith("</svg>\n").contains("#2a7").contains("#c33");
    assertThat(Chart.margin(report.measured().getFirst())).isGreaterThan(1);
    assertThat(Chart.margin(report.measured().getLast())).isLessThan(1);
    assertThat(svg).contains("width=\"180\"").doesNotContain("width=\"181\"");
  }

  @Test
  void results_ownPart_isReplaced_andOthersStay(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("RESULTS.md");
    Files.writeString(file, "# Results\n\n<!-- bench/keys -->\nkeys\n<!-- /bench/keys -->\n");
    ResultsFile results = new ResultsFile(file);

    results.put("bench/run", "first\n");
    results.put("bench/run", "second\n");

    assertThat(file)
        .hasContent(
            """
            # Results

            <!-- bench/keys -->
            keys
            <!-- /bench/keys -->

            <!-- bench/run -->
            second
            <!-- /bench/run -->
            """);
  }

  private void add(Bar bar, double value) {
    report.add(Measured.of(bar, Series.of(value), "", ""));
  }
}
