package tianniu.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tianniu.synthetic.SyntheticMain;

/** Our server with 100 and with 10,000 containers of the synthetic engine, in turn. */
final class ScaleSection implements Section {
  private static final int MANY = 10_000;
  private static final String SEED = "42";

  /** Twenty of each group, wherever it stands. */
  private static final String FILTER = "/api/v1/containers?limit=20&label=group%3Dg";

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public void run(Lab lab, Consumer<Measured> rows) throws Exception {
    List<String> flags = lab.server().jvmFlags();
    lab.stopServer();
    List<String> heap = List.of("-Xmx2g", "-XX:+UseSerialGC");
    try (Child fewEngine = Child.start(heap, SyntheticMain.class, List.of("0", "100", SEED));
        Child manyEngine = Child.start(heap, SyntheticMain.class, List.of("0", "" + MANY, SEED));
        Server few = lab.newServer(fewEngine.first());
        Server many = lab.newServer(manyEngine.first())) {
      Lab.say("our flags: " + String.join(" ", flags));
      requireAll(few, Lab.CONTAINERS);
      requireAll(many, MANY);
      ratio(lab, Bar.SCALE_LIST, few, many, "list", List.of(ReadSections.LIST), rows);
      ratio(lab, Bar.SCALE_DETAIL, few, many, "detail", List.of(), rows);
      ratio(lab, Bar.SCALE_STATS, few, many, "stats", List.of("/stats"), rows);
      labels(lab, many, rows);
      Series memory = Series.of(Processes.residentMb(many.pid()));
      lab.keep(name(), "resident_mb", "10000", memory);
      rows.accept(
          Measured.of(
              Bar.SCALE_MEMORY,
              memory,
              memory.text(" MB"),
              "peak " + Series.of(Processes.peakMb(many.pid())).text(" MB")));
    }
  }

  private static void requireAll(Server server, int containers)
      throws IOException, InterruptedException {
    int total = server.get(ReadSections.LIST).path("total").asInt(0);
    if (total != containers) {
      throw new IOException("our server sees " + total + " containers, not " + containers);
    }
  }

  private void ratio(
      Lab lab,
      Bar bar,
      Server few,
      Server many,
      String figure,
      List<String> paths,
      Consumer<Measured> rows)
      throws Exception {
    Wrk ofFew = load(few, figure, paths);
    Wrk ofMany = load(many, figure, paths);
    ofFew.run(lab.warmUp());
    ofMany.run(lab.warmUp());
    Contest.Results<WrkReport> results =
        new Contest<WrkReport>()
            .side("100", () -> ofFew.run(lab.load()))
            .side("10000", () -> ofMany.run(lab.load()))
            .run(lab.rounds());
    Series slow = ReadSections.series(results.of("10000"), WrkReport::perSecond);
    Series fast = ReadSections.series(results.of("100"), WrkReport::perSecond);
    lab.keep(name(), figure + "_per_second", "10000", slow);
    lab.keep(name(), figure + "_per_second", "100", fast);
    rows.accept(Measured.of(bar, slow.by(fast), slow.text("/s"), "with 100 " + fast.text("/s")));
  }

  /** The list's own path, or below each of a hundred containers. */
  private static Wrk load(Server server, String figure, List<String> paths)
      throws IOException, InterruptedException {
    Wrk wrk = Wrk.of(server.url(), server.viewerKey());
    if (figure.equals("list")) {
      return wrk.over(paths);
    }
    String below = paths.isEmpty() ? "" : paths.getFirst();
    return wrk.over(ReadSections.paths(server.ids("shard=3"), below));
  }

  private void labels(Lab lab, Server many, Consumer<Measured> rows) throws Exception {
    List<String> paths = new ArrayList<>();
    for (int group = 0; group < MANY / 20; group += 7) {
      paths.add(FILTER + group);
    }
    Wrk ours = Wrk.of(many.url(), many.viewerKey()).over(paths).with(1);
    String body = many.text(paths.getFirst());
    try (Child constant = ReadSections.ceiling(lab, many.jvmFlags(), body)) {
      Wrk ceiling = ours.at(many, constant);
      ours.run(lab.warmUp());
      ceiling.run(lab.warmUp());
      Contest.Results<WrkReport> results =
          new Contest<WrkReport>()
              .side("10000", () -> ours.run(lab.load()))
              .side("ceiling", () -> ceiling.run(lab.load()))
              .run(lab.rounds());
      Series mean = results.series("10000", WrkReport::mean);
      Series p99 = results.series("10000", WrkReport::p99);
      Series least = results.series("ceiling", WrkReport::p99);
      lab.keep(name(), "label_mean_ms", "10000", mean);
      lab.keep(name(), "label_p99_ms", "10000", p99);
      lab.keep(name(), "label_p99_ms", "ceiling", least);
      rows.accept(Measured.of(Bar.SCALE_LABEL_MEAN, mean, mean.text(" ms"), ""));
      rows.accept(
          Measured.of(
              Bar.SCALE_LABEL_P99,
              p99.less(least),
              p99.text(" ms"),
              "ceiling " + least.text(" ms")));
    }
  }
}
