package tianniu.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is done with containers, beside those who do it without us. */
final class WriteSections {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SLEEPER = "[\"sleep\",\"100000\"]";

  private WriteSections() {}

  static List<Section> all() {
    return List.of(new Creating(), new BatchStart());
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** One after the other, in turn: create to running, and a command in it. */
  private static final class Creating implements Section {
    private static final int CREATIONS_A_ROUND = 6;
    private static final int COMMANDS_A_ROUND = 40;

    @Override
    public String name() {
      return "create";
    }

    @Override
    public void run(Lab lab, Consumer<Measured> rows) throws Exception {
      Server server = lab.server();
      List<String> made = new ArrayList<>();
      Contest<Double> creations =
          new Contest<Double>()
              .side("ours", () -> ours(server, made))
              .side("engine", () -> engine(lab.engine(), made));
      creations.run(3);
      Contest.Results<Double> times = creations.run(Math.max(6, CREATIONS_A_ROUND * lab.rounds()));
      row(lab, Bar.CREATE_TIME, "create_ms", times, rows);

      String id = lab.hundred().getFirst();
      String ourId = id.substring(0, 32);
      Contest<Double> commands =
          new Contest<Double>()
              .side("ours", () -> ourExec(server, ourId))
              .side("engine", () -> engineExec(lab.engine(), id));
      commands.run(3);
      row(lab, Bar.EXEC_TIME, "exec_ms", commands.run(COMMANDS_A_ROUND * lab.rounds()), rows);
      PlainEngine.toAll(made, 8, lab.engine()::remove);
    }

    private void row(
        Lab lab, Bar bar, String figure, Contest.Results<Double> times, Consumer<Measured> rows) {
      Series mine = Series.of(times.of("ours"));
      Series theirs = Series.of(times.of("engine"));
      lab.keep(name(), figure, "ours", mine);
      lab.keep(name(), figure, "engine", theirs);
      Series ratios = mine.by(theirs);
      // Single calls differ by more than the bar: their medians are compared, not one by one.
      rows.accept(
          new Measured(
              bar,
              mine.median() / theirs.median(),
              "in turn "
                  + Series.number(ratios.percentile(25))
                  + " … "
                  + Series.number(ratios.percentile(75)),
              mine.text(" ms"),
              "engine " + theirs.text(" ms")));
    }

    private static double ours(Server server, List<String> made)
        throws IOException, InterruptedException {
      String name = "bench-made-" + made.size();
      long start = System.nanoTime();
      JsonNode answer =
          server.post(
              "/api/v1/containers?wait=30s",
              "{\"name\":\""
                  + name
                  + "\",\"image\":\""
                  + PlainEngine.IMAGE
                  + "\",\"labels\":{\"bench\":\"1\"},\"command\":"
                  + SLEEPER
                  + "}");
      double millis = secondsSince(start) * 1000;
      if (!answer.path("status").asString("").equals("running")) {
        throw new IOException("our creation came to " + answer);
      }
      made.add(name);
      return millis;
    }

    private static double engine(PlainEngine engine, List<String> made)
        throws IOException, InterruptedException {
      String name = "bench-made-" + made.size();
      long start = System.nanoTime();
      String id = engine.create(name, "{\"bench\":\"1\"}", "sleep", "100000");
      engine.start(id);
      while (!engine.isRunning(id)) {
        Thread.onSpinWait();
      }
      double millis = secondsSince(start) * 1000;
      made.add(name);
      return millis;
    }

    private static double ourExec(Server server, String id)
        throws IOException, InterruptedException {
      long start = System.nanoTime();
      JsonNode answer =
          server.post("/api/v1/containers/" + id + "/exec", "{\"command\":[\"true\"]}");
      double millis = secondsSince(start) * 1000;
      requireZero(answer.path("exit_code"));
      return millis;
    }

    private static double engineExec(PlainEngine engine, String id)
        throws IOException, InterruptedException {
      long start = System.nanoTime();
      String body = "{\"AttachStdout\":true,\"AttachStderr\":true,\"Cmd\":[\"true\"]}";
      JsonNode exec =
          JSON.readTree(engine.send("POST", "/containers/" + id + "/exec", body, 201).body());
      String path = "/exec/" + exec.path("Id").asString("");
      engine.send("POST", path + "/start", "{\"Detach\":false,\"Tty\":false}", 200);
      JsonNode end = engine.get(path + "/json");
      double millis = secondsSince(start) * 1000;
      requireZero(end.path("ExitCode"));
      return millis;
    }

    private static void requireZero(JsonNode exitCode) throws IOException {
      if (exitCode.asInt(-1) != 0) {
        throw new IOException("true ended with " + exitCode);
      }
    }
  }

  /** Fifty containers that are there and stopped, started in five ways. */
  private static final class BatchStart implements Section {
    private static final int COUNT = 50;
    private static final List<Integer> AT_ONCE = List.of(4, 8, 16);
    private static final int MOST_ROUNDS = 4;

    @Override
    public String name() {
      return "batch";
    }

    @Override
    public void run(Lab lab, Consumer<Measured> rows) throws Exception {
      Server server = lab.server();
      List<String> ids = make(lab);
      Contest<Double> contest =
          new Contest<Double>()
              .side("ours", () -> stopped(lab, server, ids, () -> ours(server, ids)))
              .side("docker start", () -> stopped(lab, server, ids, () -> client(lab, ids)));
      for (int hands : AT_ONCE) {
        contest.side(
            "engine " + hands, () -> stopped(lab, server, ids, () -> engine(lab, ids, hands)));
      }
      Contest.Results<Double> seconds = contest.run(Math.min(MOST_ROUNDS, lab.rounds()));
      PlainEngine.toAll(ids, 8, lab.engine()::remove);
      seconds
          .names()
          .forEach(side -> lab.keep(name(), "seconds", side, Series.of(seconds.of(side))));
      Series mine = Series.of(seconds.of("ours"));
      Series client = Series.of(seconds.of("docker start"));
      rows.accept(
          Measured.of(
              Bar.BATCH_CLIENT,
              client.by(mine),
              mine.text(" s"),
              "docker start " + client.text(" s")));
      int best = AT_ONCE.getFirst();
      for (int hands : AT_ONCE) {
        if (median(seconds, hands) < median(seconds, best)) {
          best = hands;
        }
      }
      Series parallel = Series.of(seconds.of("engine " + best));
      rows.accept(
          Measured.of(
              Bar.BATCH_PARALLEL,
              parallel.by(mine),
              mine.text(" s"),
              best + " at once, the best of " + AT_ONCE + ": " + parallel.text(" s")));
    }

    private static double median(Contest.Results<Double> seconds, int hands) {
      return Series.of(seconds.of("engine " + hands)).median();
    }

    private static List<String> make(Lab lab) throws IOException, InterruptedException {
      List<Callable<String>> made = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        String name = "bench-batch-" + i;
        made.add(
            () ->
                lab.engine().create(name, "{\"bench\":\"1\",\"batch\":\"1\"}", "sleep", "100000"));
      }
      return PlainEngine.allOf(made, 8);
    }

    /** Measures, and stops them all again, which is not counted. */
    private static double stopped(
        Lab lab, Server server, List<String> ids, Callable<Double> starting) throws Exception {
      double seconds = starting.call();
      for (String id : ids) {
        if (!lab.engine().isRunning(id)) {
          throw new IOException("not all were started");
        }
      }
      PlainEngine.toAll(ids, 8, lab.engine()::kill);
      awaitStopped(server);
      return seconds;
    }

    private static void awaitStopped(Server server) throws IOException, InterruptedException {
      long limit = System.nanoTime() + 30_000_000_000L;
      while (server
              .get("/api/v1/containers?limit=1&status=stopped&label=batch%3D1")
              .path("total")
              .asInt(0)
          != COUNT) {
        if (System.nanoTime() > limit) {
          throw new IOException("our list does not see all of them stopped");
        }
        Thread.sleep(50);
      }
      Thread.sleep(500);
    }

    private static double ours(Server server, List<String> ids)
        throws IOException, InterruptedException {
      String body = JSON.writeValueAsString(Map.of("container_ids", ids));
      long start = System.nanoTime();
      JsonNode answer = server.post("/api/v1/containers/batch/start?wait=2m", body);
      double seconds = secondsSince(start);
      for (JsonNode one : answer.path("results")) {
        if (!one.path("status").asString("").equals("running")) {
          throw new IOException("our batch came to " + one);
        }
      }
      return seconds;
    }

    private static double client(Lab lab, List<String> ids)
        throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(List.of("docker", "-H", lab.socket(), "start"));
      command.addAll(ids);
      return Command.seconds(command, Map.of());
    }

    private static double engine(Lab lab, List<String> ids, int atOnce)
        throws IOException, InterruptedException {
      long start = System.nanoTime();
      PlainEngine.toAll(ids, atOnce, lab.engine()::start);
      return secondsSince(start);
    }
  }
}
