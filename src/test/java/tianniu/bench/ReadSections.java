package tianniu.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Lists, details and stats with a hundred containers, beside the engine and the ceiling. */
final class ReadSections {
  static final String LIST = "/api/v1/containers?limit=20";
  private static final String OURS = "ours";
  private static final String ENGINE = "engine";
  private static final String CEILING = "ceiling";

  private ReadSections() {}

  static List<Section> all() {
    return List.of(new ListSection(), new DetailSection(), new StatsSection());
  }

  static Series series(List<WrkReport> reports, ToDoubleFunction<WrkReport> figure) {
    return Series.of(reports.stream().map(figure::applyAsDouble).toList());
  }

  /** Rates and p99 of one side, kept as raw figures. */
  private static Series rates(Lab lab, String section, String side, List<WrkReport> reports) {
    lab.keep(section, "p50_ms", side, series(reports, WrkReport::p50));
    lab.keep(section, "p99_ms", side, series(reports, WrkReport::p99));
    Series rates = series(reports, WrkReport::perSecond);
    lab.keep(section, "per_second", side, rates);
    return rates;
  }

  /** The same server class with nothing to do but to answer this body. */
  static Child ceiling(Lab lab, List<String> flags, String body)
      throws IOException, InterruptedException {
    Path file = Files.writeString(lab.file("constant.json"), body);
    return Child.start(flags, ConstantServer.class, List.of(file.toString()));
  }

  private static final class ListSection implements Section {
    @Override
    public String name() {
      return "list";
    }

    @Override
    public void run(Lab lab, Consumer<Measured> rows) throws Exception {
      Server server = lab.server();
      Wrk ours = Wrk.of(server.url() + LIST, server.viewerKey());
      Wrk engine = Wrk.of(lab.engine().url("/containers/json?limit=20"), null);
      try (Child constant = ceiling(lab, server.jvmFlags(), server.text(LIST))) {
        Wrk ceiling = ours.at(server, constant);
        ours.run(lab.warmUp());
        ceiling.run(lab.warmUp());
        Contest.Results<WrkReport> results =
            new Contest<WrkReport>()
                .side(OURS, () -> ours.run(lab.load()))
                .side(ENGINE, () -> engine.run(lab.load()))
                .side(CEILING, () -> ceiling.run(lab.load()))
                .run(lab.rounds());
        Series mine = rates(lab, name(), OURS, results.of(OURS));
        Series theirs = rates(lab, name(), ENGINE, results.of(ENGINE));
        Series most = rates(lab, name(), CEILING, results.of(CEILING));
        rows.accept(
            Measured.of(
                Bar.LIST_RATE, mine.by(theirs), mine.text("/s"), "engine " + theirs.text("/s")));
        Series p99 = series(results.of(OURS), WrkReport::p99);
        Series p99Engine = series(results.of(ENGINE), WrkReport::p99);
        rows.accept(
            Measured.of(Bar.LIST_P99, p99, p99.text(" ms"), "engine " + p99Engine.text(" ms")));
        rows.accept(
            Measured.of(
                Bar.LIST_CEILING, mine.by(most), mine.text("/s"), "ceiling " + most.text("/s")));
      }
    }
  }

  private static final class DetailSection implements Section {
    @Override
    public String name() {
      return "detail";
    }

    @Override
    public void run(Lab lab, Consumer<Measured> rows) throws Exception {
      Server server = lab.server();
      Wrk ours = Wrk.of(server.url(), server.viewerKey()).over(paths(server.ids(Lab.LABEL), ""));
      Wrk engine =
          Wrk.of(lab.engine().url(""), null)
              .over(lab.hundred().stream().map(id -> "/v1.41/containers/" + id + "/json").toList());
      ours.run(lab.warmUp());
      Contest.Results<WrkReport> results =
          new Contest<WrkReport>()
              .side(OURS, () -> ours.run(lab.load()))
              .side(ENGINE, () -> engine.run(lab.load()))
              .run(lab.rounds());
      Series mine = rates(lab, name(), OURS, results.of(OURS));
      Series theirs = rates(lab, name(), ENGINE, results.of(ENGINE));
      rows.accept(
          Measured.of(
              Bar.DETAIL_RATE, mine.by(theirs), mine.text("/s"), "engine " + theirs.text("/s")));
    }
  }

  static List<String> paths(List<String> ids, String below) {
    return ids.stream().map(id -> "/api/v1/containers/" + id + below).toList();
  }

  private static final class StatsSection implements Section {
    private static final int ENGINE_CALLS = 3;

    @Override
    public String name() {
      return "stats";
    }

    @Override
    public void run(Lab lab, Consumer<Measured> rows) throws Exception {
      Server server = lab.server();
      List<String> paths = paths(server.ids(Lab.LABEL), "/stats");
      Wrk ours = Wrk.of(server.url(), server.viewerKey()).over(paths);
      String body = server.text(paths.getFirst());
      try (Child constant = ceiling(lab, server.jvmFlags(), body)) {
        Wrk ceiling = ours.at(server, constant);
        ours.run(lab.warmUp());
        ceiling.run(lab.warmUp());
        Contest.Results<WrkReport> results =
            new Contest<WrkReport>()
                .side(OURS, () -> ours.run(lab.load()))
                .side(CEILING, () -> ceiling.run(lab.load()))
                .run(lab.rounds());
        Series mine = rates(lab, name(), OURS, results.of(OURS));
        Series most = rates(lab, name(), CEILING, results.of(CEILING));
        Series p99 = series(results.of(OURS), WrkReport::p99);
        rows.accept(
            Measured.of(
                Bar.STATS_P99, p99, p99.text(" ms"), "engine, 1 connection: " + engine(lab)));
        rows.accept(
            Measured.of(
                Bar.STATS_CEILING, mine.by(most), mine.text("/s"), "ceiling " + most.text("/s")));
      }
    }

    private String engine(Lab lab) throws IOException, InterruptedException {
      String path = "/containers/" + lab.hundred().getFirst() + "/stats?stream=false";
      Series whole = new Series();
      Series oneShot = new Series();
      for (int i = 0; i < ENGINE_CALLS; i++) {
        whole.add(millis(lab, path));
        oneShot.add(millis(lab, path + "&one-shot=true"));
      }
      lab.keep(name(), "call_ms", ENGINE, whole);
      lab.keep(name(), "one_shot_ms", ENGINE, oneShot);
      return whole.text(" ms") + ", one-shot " + oneShot.text(" ms");
    }

    private static double millis(Lab lab, String path) throws IOException, InterruptedException {
      long start = System.nanoTime();
      lab.engine().get(path);
      return Duration.ofNanos(System.nanoTime() - start).toNanos() / 1e6;
    }
  }
}
