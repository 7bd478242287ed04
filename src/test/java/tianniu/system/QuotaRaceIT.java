package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Sixty-four clients at once want what ten can have, on both databases, and across a crash. */
@SystemTest
class QuotaRaceIT {
  private static final int CLIENTS = 64;
  private static final int LIMIT = 10;

  /** So many are answered when the server is killed. */
  private static final int BEFORE_THE_KILL = 4;

  private final Docker docker;

  QuotaRaceIT(Docker docker) {
    this.docker = docker;
  }

  /** A label whose containers a quota counts. */
  private record Team(String name) {
    static Team under(Api api, String limits) {
      Team team = new Team(Docker.newName("team"));
      api.put(
              "/quotas/" + team.name(),
              "{\"labels\":{\"team\":\"" + team.name() + "\"}," + limits + "}")
          .ok();
      return team;
    }

    Body body() {
      return Body.sleeper("racer")
          .with("labels", Map.of("team", name, Docker.RUN_LABEL, Docker.RUN));
    }

    List<String> made(Docker docker) {
      return docker.run("ps", "-aq", "--filter", "label=team=" + name).lines().toList();
    }

    JsonNode quota(Api api) {
      return api.get("/quotas/" + name).ok();
    }
  }

  /** Asks for all at once; the answers by body, without those that broke off. */
  private static Map<Integer, Answer> allAtOnce(
      List<Body> bodies, Function<Body, Answer> request, Runnable meanwhile) throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Map<Integer, Answer> answers = new TreeMap<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> asked = new ArrayList<>();
      for (Body body : bodies) {
        Callable<Answer> call =
            () -> {
              gate.await();
              return request.apply(body);
            };
        asked.add(clients.submit(call));
      }
      gate.countDown();
      meanwhile.run();
      for (int i = 0; i < asked.size(); i++) {
        try {
          answers.put(i, asked.get(i).get());
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(UncheckedIOException.class);
        }
      }
    }
    return answers;
  }

  private static List<Body> bodies(Team team) {
    return IntStream.range(0, CLIENTS).mapToObj(_ -> team.body()).toList();
  }

  private static List<String> accepted(Map<Integer, Answer> answers) {
    return answers.values().stream()
        .filter(answer -> answer.status() == 200)
        .map(answer -> answer.ok().path("id").asString())
        .toList();
  }

  private static void assertOthersRefused(Map<Integer, Answer> answers, Team team) {
    answers.values().stream()
        .filter(answer -> answer.status() != 200)
        .forEach(
            answer ->
                assertThat(answer.refused("RESOURCE_LIMIT_EXCEEDED").at("/details/quota"))
                    .isEqualTo(Json.of(team.name())));
  }

  @ParameterizedTest
  @EnumSource(Database.class)
  void create_manyAtOnce_isAcceptedAsOftenAsTheQuotaSays(Database database) throws Exception {
    try (Database.Made made = database.make();
        Product product = Product.start("quota-race", made.settings())) {
      Api api = new Api(product);
      Team team = Team.under(api, "\"containers\":" + LIMIT);

      Map<Integer, Answer> answers = allAtOnce(bodies(team), api::create, () -> {});

      assertThat(answers).hasSize(CLIENTS);
      List<String> ids = accepted(answers);
      assertThat(ids).hasSize(LIMIT);
      assertOthersRefused(answers, team);
      ids.forEach(id -> api.awaitStatus(id, "running"));
      assertThat(team.made(docker)).hasSize(LIMIT);
      assertThat(team.quota(api).at("/available/containers").asInt()).isZero();
      givesBack(api, team, ids);
    }
  }

  /** What is removed, through the API or behind its back, leaves room for another. */
  private void givesBack(Api api, Team team, List<String> ids) {
    api.delete("/containers/" + ids.getFirst() + "?force=true").ok();
    docker.run("rm", "-f", api.name(ids.getLast()));
    api.awaitGone(ids.getLast(), Api.SETTLED);

    api.running(team.body());
    api.running(team.body());
    api.create(team.body()).refused("RESOURCE_LIMIT_EXCEEDED");
  }

  @ParameterizedTest
  @EnumSource(Database.class)
  void create_manyAtOnceAcrossAKill_isDoneAsOftenAsTheQuotaSays(Database database)
      throws Exception {
    try (Database.Made made = database.make()) {
      Product first = Product.start("quota-race-killed", made.settings());
      Api before = new Api(first);
      Team team = Team.under(before, "\"containers\":" + LIMIT);
      List<Body> bodies = bodies(team);
      CountDownLatch some = new CountDownLatch(BEFORE_THE_KILL);

      Map<Integer, Answer> answers =
          allAtOnce(
              bodies,
              body -> {
                Answer answer = before.create(body);
                if (answer.status() == 200) {
                  some.countDown();
                }
                return answer;
              },
              () -> {
                try {
                  await(some);
                } finally {
                  first.kill();
                }
              });
      List<String> ids = new ArrayList<>(accepted(answers));
      assertThat(ids).hasSizeBetween(BEFORE_THE_KILL, LIMIT);

      try (Product second = first.startAgain()) {
        Api after = new Api(second);
        ids.forEach(id -> after.get("/containers/" + id).ok());
        List<Body> again =
            IntStream.range(0, CLIENTS)
                .filter(i -> !answers.containsKey(i) || answers.get(i).status() != 200)
                .mapToObj(bodies::get)
                .toList();
        Map<Integer, Answer> retried = allAtOnce(again, after::create, () -> {});
        ids.addAll(accepted(retried));

        // An accepted creation whose answer was lost has its name and its part of the quota.
        long lost = retried.values().stream().filter(answer -> answer.status() == 409).count();
        assertThat(ids.size() + lost).isEqualTo(LIMIT);
        assertThat(ids).doesNotHaveDuplicates();
        ids.forEach(id -> after.awaitStatus(id, "running"));
        awaitRunning(team);
        assertThat(team.made(docker)).hasSize(LIMIT);
      }
    }
  }

  /** Those too whose ids were never answered. */
  private void awaitRunning(Team team) {
    org.awaitility.Awaitility.await()
        .atMost(Api.SETTLED)
        .untilAsserted(
            () ->
                assertThat(docker.run("ps", "-q", "--filter", "label=team=" + team.name()))
                    .hasLineCount(LIMIT));
  }

  private static void await(CountDownLatch some) {
    try {
      assertThat(some.await(Api.SETTLED.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void create_racingForPorts_isAcceptedAsOftenAsTheQuotaSays(Api api) throws Exception {
    Team team = Team.under(api, "\"ports\":" + LIMIT);
    List<Map<String, Integer>> two = List.of(Map.of("internal", 80), Map.of("internal", 81));
    List<Body> bodies =
        IntStream.range(0, CLIENTS).mapToObj(_ -> team.body().with("ports", two)).toList();

    Map<Integer, Answer> answers = allAtOnce(bodies, api::create, () -> {});

    assertThat(accepted(answers)).hasSize(LIMIT / 2);
    assertOthersRefused(answers, team);
    accepted(answers).forEach(id -> api.awaitStatus(id, "running"));
    assertThat(team.quota(api).at("/used/ports").asInt()).isEqualTo(LIMIT);
    api.delete("/quotas/" + team.name()).ok();
  }

  @Test
  void create_racingForAKeysQuota_isAcceptedAsOftenAsItSays(Api api) throws Exception {
    String name = Docker.newName("key");
    String key =
        api.post(
                "/keys",
                "{\"name\":\""
                    + name
                    + "\",\"role\":\"developer\",\"quota\":{\"containers\":"
                    + LIMIT
                    + "},\"rate_limits\":{\"writes_per_minute\":0}}")
            .ok()
            .path("key")
            .asString();
    List<Body> bodies =
        IntStream.range(0, CLIENTS).mapToObj(_ -> Body.sleeper("key-racer")).toList();

    Map<Integer, Answer> answers =
        allAtOnce(
            bodies,
            body ->
                api.send(
                    api.bare("/api/v1/containers")
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))),
            () -> {});

    assertThat(answers).hasSize(CLIENTS);
    assertThat(accepted(answers)).hasSize(LIMIT);
    assertOthersRefused(answers, new Team("key"));
    accepted(answers).forEach(id -> api.awaitStatus(id, "running"));
  }

  @Test
  void create_triedOut_makesNothing(Api api) {
    Team team = Team.under(api, "\"containers\":1");
    Body body = team.body();

    JsonNode tried = api.post("/containers?dry_run=true", body).ok();
    assertThat(tried.path("dry_run").asBoolean()).isTrue();
    assertThat(team.made(docker)).isEmpty();
    api.running(body);
    api.post("/containers?dry_run=true", team.body()).refused("RESOURCE_LIMIT_EXCEEDED");
    api.delete("/quotas/" + team.name()).ok();
  }
}
