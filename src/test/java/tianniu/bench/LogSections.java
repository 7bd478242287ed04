package tianniu.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A big log read whole, and a small one followed by a thousand. */
final class LogSections {
  private LogSections() {}

  static List<Section> all() {
    return List.of(new WholeLog(), new Followers());
  }

  private static final class WholeLog implements Section {
    private static final int LINES = 1_000_000;
    private static final String LINE =
        "2026-11-23 10:00:00 INFO request handled path=/api/v1/items status=200 in 12 ms";

    @Override
    public String name() {
      return "logs";
    }

    @Override
    public void run(Lab lab, Consumer<Measured> rows) throws Exception {
      Server server = lab.server();
      String id = write(lab);
      String ours = server.ids("big%3D1").getFirst();
      String path = "/api/v1/containers/" + ours + "/logs?tail=all";
      requireAllLines(server, path);
      double megabytes = (double) LINES * LINE.length() / 1e6;
      List<String> curl =
          List.of(
              "curl",
              "-sSf",
              "-o",
              "/dev/null",
              "-H",
              "Authorization: Bearer " + server.operatorKey(),
              server.url() + path);
      List<String> docker = List.of("docker", "-H", lab.socket(), "logs", id);
      Series growth = new Series();
      Contest.Results<Double> rates =
          new Contest<Double>()
              .side(
                  "ours",
                  () -> {
                    double before = Processes.residentMb(server.pid());
                    Processes.forgetPeak(server.pid());
                    double rate = megabytes / Command.seconds(curl, Map.of());
                    growth.add(Math.max(0, Processes.peakMb(server.pid()) - before));
                    return rate;
                  })
              .side("docker logs", () -> megabytes / Command.seconds(docker, Map.of()))
              .run(Math.min(3, lab.rounds()));
      lab.engine().remove(id);
      Series mine = Series.of(rates.of("ours"));
      Series theirs = Series.of(rates.of("docker logs"));
      lab.keep(name(), "mb_per_second", "ours", mine);
      lab.keep(name(), "mb_per_second", "docker logs", theirs);
      lab.keep(name(), "growth_mb", "ours", growth);
      rows.accept(
          Measured.of(
              Bar.LOGS_RATE,
              mine.by(theirs),
              mine.text(" MB/s"),
              "docker logs " + theirs.text(" MB/s")));
      rows.accept(
          Measured.of(
              Bar.LOGS_MEMORY, Series.of(growth.most()), growth.text(" MB"), "the worst round"));
    }

    /** A container that has written all its lines and ended. */
    private static String write(Lab lab) throws IOException, InterruptedException {
      Lab.say("logs: writing " + LINES + " lines");
      String script = "yes '" + LINE + "' | head -n " + LINES;
      String id =
          lab.engine().create("bench-log", "{\"bench\":\"1\",\"big\":\"1\"}", "sh", "-c", script);
      lab.engine().start(id);
      while (lab.engine().isRunning(id)) {
        Thread.sleep(200);
      }
      return id;
    }

    /** A log that is cut short would be read faster. */
    private static void requireAllLines(Server server, String path)
        throws IOException, InterruptedException {
      long lines = 0;
      byte[] mark = "\"message\"".getBytes(StandardCharsets.US_ASCII);
      try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + server.operatorKey())
                .build();
        try (InputStream in = http.send(request, BodyHandlers.ofInputStream()).body()) {
          byte[] buffer = new byte[1 << 16];
          int matched = 0;
          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            for (int i = 0; i < n; i++) {
              matched = buffer[i] == mark[matched] ? matched + 1 : buffer[i] == mark[0] ? 1 : 0;
              if (matched == mark.length) {
                lines++;
                matched = 0;
              }
            }
          }
        }
      }
      if (lines != LINES) {
        throw new IOException("our log has " + lines + " lines, not " + LINES);
      }
    }
  }

  private static final class Followers implements Section {
    private static final int MANY = 1_000;

    @Override
    public String name() {
      return "follow";
    }

    @Override
    public void run(Lab lab, Consumer<Measured> rows) throws Exception {
      Server server = lab.server();
      String id =
          lab.engine()
              .create(
                  "bench-follow",
                  "{\"bench\":\"1\",\"followed\":\"1\"}",
                  "sh",
                  "-c",
                  "while :; do echo a line of a log that is followed; usleep 100000; done");
      lab.engine().start(id);
      try {
        List<Long> dockerd = new EngineCost(lab.socket()).dockerd();
        Thread.sleep(2000);
        Series one = new Series();
        Series many = new Series();
        Series lags = new Series();
        int[] opened = new int[1];
        int[] openedByOne = new int[1];
        for (int round = 0; round < Math.min(2, lab.rounds()); round++) {
          one.add(follow(lab, server, dockerd, 1, id, new Series(), openedByOne));
          many.add(follow(lab, server, dockerd, MANY, id, lags, opened));
        }
        lab.keep(name(), "dockerd_percent", "1", one);
        lab.keep(name(), "dockerd_percent", "1000", many);
        rows.accept(
            Measured.of(
                Bar.FOLLOW_UPSTREAMS,
                Series.of((double) opened[0] / openedByOne[0]),
                "dockerd has its log open " + opened[0] + " times",
                "one follower: " + openedByOne[0]));
        rows.accept(
            new Measured(
                Bar.FOLLOW_LAG,
                lags.percentile(99),
                "",
                "median " + Series.number(lags.median()) + " ms",
                lags.size() + " lines, one of ten"));
        rows.accept(
            Measured.of(
                Bar.FOLLOW_ENGINE,
                many.by(one),
                many.text(" %"),
                "one follower " + one.text(" %")));
      } finally {
        lab.engine().remove(id);
      }
    }

    /** Follows for a window; what dockerd uses meanwhile, in percent of a core. */
    private static double follow(
        Lab lab, Server server, List<Long> dockerd, int count, String id, Series lags, int[] opened)
        throws Exception {
      Lab.say("follow: " + count + " followers");
      String path =
          "/api/v1/containers/"
              + server.ids("followed%3D1").getFirst()
              + "/logs?follow=true&tail=0";
      try (FollowingClients clients =
          FollowingClients.open(URI.create(server.url()), path, server.operatorKey(), count)) {
        clients.awaitAll();
        Thread.sleep(2000);
        opened[0] = Math.max(opened[0], readers(dockerd, id));
        clients.begin();
        double percent = EngineCost.percent(dockerd, lab.window());
        clients.end().forEach(lags::add);
        return percent;
      }
    }

    /** How often dockerd has the container's log open to read it: once or twice a reader. */
    private static int readers(List<Long> dockerd, String id) throws IOException {
      int open = 0;
      for (long pid : dockerd) {
        try (DirectoryStream<Path> files =
            Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
          for (Path file : files) {
            open += opens(file, id + "-json.log") ? 1 : 0;
          }
        }
      }
      return open - 1;
    }

    private static boolean opens(Path descriptor, String name) {
      try {
        return Files.readSymbolicLink(descriptor).toString().endsWith(name);
      } catch (IOException e) {
        return false;
      }
    }
  }
}
