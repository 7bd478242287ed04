package tianniu.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** What live usage of a hundred containers costs: in our process, and in the engine's. */
final class UsageSection implements Section {
  /** After so long nobody has asked "for a minute". */
  private static final Duration QUIET = Duration.ofSeconds(62);

  private static final Duration SETTLE = Duration.ofSeconds(4);

  /**
   * What is asked for once a second is not compiled sooner. The figure is that of a server that
   * runs for days, not that of its first seconds.
   */
  private static final Duration WARM = Duration.ofSeconds(90);

  private static final int WATCHED = 5;
  private static final int MOST_ROUNDS = 2;

  private final Series engineIdle = new Series();
  private final Series oursWatched = new Series();
  private final Series engineWatched = new Series();
  private final Series freshness = new Series();
  private final Series oursQuiet = new Series();
  private final Series engineStreams = new Series();

  @Override
  public String name() {
    return "usage";
  }

  @Override
  public void run(Lab lab, Consumer<Measured> rows) throws Exception {
    lab.hundred();
    EngineCost cost = new EngineCost(lab.socket());
    for (int round = 0; round < Math.min(MOST_ROUNDS, lab.rounds()); round++) {
      lab.stopServer();
      if (round % 2 == 0) {
        idle(lab, cost);
        streams(lab, cost);
      } else {
        streams(lab, cost);
        idle(lab, cost);
      }
      withUs(lab, cost);
    }
    keep(lab);
    rows.accept(
        Measured.of(
            Bar.USAGE_WATCHED,
            oursWatched.less(oursQuiet),
            oursWatched.text(" %"),
            "ours, nobody asks " + oursQuiet.text(" %")));
    rows.accept(Measured.of(Bar.USAGE_FRESH, freshness, freshness.text("/s"), ""));
    rows.accept(
        Measured.of(
            Bar.USAGE_ENGINE,
            engineWatched.less(engineIdle),
            engineWatched.text(" %"),
            "idle "
                + engineIdle.text(" %")
                + "; with its own 100 streams "
                + engineStreams.text(" %")));
    rows.accept(Measured.of(Bar.USAGE_QUIET, oursQuiet, oursQuiet.text(" %"), ""));
    samples(lab, rows);
  }

  private void keep(Lab lab) {
    lab.keep(name(), "engine_percent", "idle", engineIdle);
    lab.keep(name(), "engine_percent", "watched", engineWatched);
    lab.keep(name(), "engine_percent", "its streams", engineStreams);
    lab.keep(name(), "ours_percent", "watched", oursWatched);
    lab.keep(name(), "ours_percent", "quiet", oursQuiet);
  }

  private void idle(Lab lab, EngineCost cost) throws IOException, InterruptedException {
    Lab.say("usage: the engine alone");
    Thread.sleep(SETTLE);
    engineIdle.add(EngineCost.percent(cost.all(), lab.window()));
  }

  /** What others do: a stream of the engine's own for each container. */
  private void streams(Lab lab, EngineCost cost) throws IOException, InterruptedException {
    Lab.say("usage: the engine's own streams");
    List<InputStream> open = new ArrayList<>();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      try {
        for (String id : lab.hundred()) {
          URI uri = URI.create(lab.engine().url("/containers/" + id + "/stats"));
          InputStream stream =
              http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream()).body();
          open.add(stream);
          Thread.ofVirtual().start(() -> drain(stream));
        }
        Thread.sleep(SETTLE);
        engineStreams.add(EngineCost.percent(cost.all(), lab.window()));
      } finally {
        for (InputStream stream : open) {
          stream.close();
        }
        http.shutdownNow();
      }
    }
  }

  private static void drain(InputStream stream) {
    try {
      byte[] buffer = new byte[8192];
      while (stream.read(buffer) >= 0) {
        // Its reader is not what is measured.
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void withUs(Lab lab, EngineCost cost) throws Exception {
    Server server = lab.server();
    try (Reader reader = new Reader(server)) {
      Lab.say("usage: a list of 100 each second");
      Thread.sleep(WARM);
      List<Long> engine = cost.all();
      double engineBefore = Processes.cpuSeconds(engine);
      reader.forget();
      long start = System.nanoTime();
      oursWatched.add(EngineCost.percent(List.of(server.pid()), lab.window()));
      double seconds = (System.nanoTime() - start) / 1e9;
      engineWatched.add(100 * (Processes.cpuSeconds(engine) - engineBefore) / seconds);
      freshness.add(reader.samplesOfEach() / seconds);
    }
    Lab.say("usage: nobody asks");
    Thread.sleep(QUIET);
    oursQuiet.add(EngineCost.percent(List.of(server.pid()), lab.window()));
  }

  /** Reads the list of 100 once a second, and by the stats of some sees that they are fresh. */
  private static final class Reader implements AutoCloseable {
    private final Server server;
    private final List<String> ids;
    private final Set<String> seen = new HashSet<>();
    private final Thread thread;
    private volatile boolean ended;
    private volatile String failure = "";

    Reader(Server server) throws IOException, InterruptedException {
      this.server = server;
      this.ids = server.ids(Lab.LABEL).subList(0, WATCHED);
      this.thread = Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
      long next = System.nanoTime();
      try {
        while (!ended) {
          server.text("/api/v1/containers?limit=100");
          for (String id : ids) {
            String at =
                server.get("/api/v1/containers/" + id + "/stats").path("timestamp").asString("");
            synchronized (seen) {
              seen.add(id + at);
            }
          }
          next += 1_000_000_000;
          Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        }
      } catch (IOException | InterruptedException e) {
        failure = e.toString();
      }
    }

    void forget() {
      synchronized (seen) {
        seen.clear();
      }
    }

    /** How many different samples were seen of each container, in the mean. */
    double samplesOfEach() throws IOException {
      if (!failure.isEmpty()) {
        throw new IOException("the list could not be read: " + failure);
      }
      synchronized (seen) {
        return (double) seen.size() / WATCHED;
      }
    }

    @Override
    public void close() throws InterruptedException {
      ended = true;
      thread.join();
    }
  }

  /** The sampler alone, ten times as fast on a tenth of the containers. */
  private void samples(Lab lab, Consumer<Measured> rows) throws Exception {
    Lab.say("usage: 1,000 samples a second");
    List<String> flags = lab.server().jvmFlags();
    lab.stopServer();
    Series percents = new Series();
    Series rates = new Series();
    try (Child probe = Child.start(flags, SamplerProbe.class, List.of(lab.socket()))) {
      Thread.sleep(lab.warmUp());
      for (int round = 0; round < lab.rounds(); round++) {
        long start = System.nanoTime();
        long before = Long.parseLong(probe.order("samples"));
        percents.add(EngineCost.percent(List.of(probe.pid()), lab.window().dividedBy(2)));
        double samples = Long.parseLong(probe.order("samples")) - before;
        rates.add(samples / ((System.nanoTime() - start) / 1e9));
      }
    }
    lab.keep(name(), "probe_percent", "sampler", percents);
    lab.keep(name(), "probe_samples_per_second", "sampler", rates);
    if (rates.median() < 950) {
      throw new IOException(
          String.format(Locale.ROOT, "%.0f samples a second, not 1,000", rates.median()));
    }
    rows.accept(
        Measured.of(
            Bar.USAGE_SAMPLES,
            percents,
            percents.text(" %"),
            "a process with nothing but the sampler, at " + rates.text("/s")));
  }
}
