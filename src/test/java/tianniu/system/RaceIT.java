package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Eight clients at once want what only one can have: one wins, the rest are told why not. */
@SystemTest
class RaceIT {
  private static final int CLIENTS = 8;

  private final Api api;
  private final Docker docker;

  RaceIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  private static List<Answer> allAtOnce(IntFunction<Answer> request) throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        Callable<Answer> call =
            () -> {
              gate.await();
              return request.apply(client);
            };
        answers.add(clients.submit(call));
      }
      gate.countDown();
      List<Answer> all = new ArrayList<>();
      for (Future<Answer> answer : answers) {
        all.add(answer.get());
      }
      return all;
    }
  }

  private static Answer theOneWinner(List<Answer> answers, String refusal) {
    List<Answer> winners = answers.stream().filter(answer -> answer.status() == 200).toList();
    assertThat(winners).as("winners of %s", answers).hasSize(1);
    answers.stream()
        .filter(answer -> answer.status() != 200)
        .forEach(answer -> answer.refused(refusal));
    return winners.getFirst();
  }

  @Test
  void start_ofOneContainer_isWonOnce() throws Exception {
    String id = api.stopped();

    List<Answer> answers = allAtOnce(client -> api.post("/containers/" + id + "/start"));

    theOneWinner(answers, "INVALID_CONTAINER_STATE");
    api.awaitStatus(id, "running");
  }

  @Test
  void stop_ofOneContainer_isWonOnce() throws Exception {
    String id = api.sleeper();

    List<Answer> answers = allAtOnce(client -> api.post("/containers/" + id + "/stop?timeout=2"));

    theOneWinner(answers, "INVALID_CONTAINER_STATE");
    api.awaitStatus(id, "stopped");
  }

  @Test
  void create_underOneName_isWonOnce() throws Exception {
    String name = Docker.newName("race");

    List<Answer> answers =
        allAtOnce(client -> api.create(Body.sleeper("racer").with("name", name)));

    String id = theOneWinner(answers, "CONTAINER_ALREADY_EXISTS").ok().path("id").asString();
    api.awaitStatus(id, "running");
    assertThat(docker.run("ps", "-aq", "--filter", "name=" + name).lines()).hasSize(1);
  }

  @Test
  void create_onOnePort_isWonOnce() throws Exception {
    List<Map<String, Integer>> ports =
        List.of(Map.of("internal", 80, "external", Product.freePort()));

    List<Answer> answers =
        allAtOnce(client -> api.create(Body.sleeper("port").with("ports", ports)));

    String id = theOneWinner(answers, "PORT_ALREADY_IN_USE").ok().path("id").asString();
    api.awaitStatus(id, "running");
  }

  @Test
  void delete_ofOneContainer_isWonOnce() throws Exception {
    String id = api.stopped();

    List<Answer> answers = allAtOnce(client -> api.delete("/containers/" + id));

    assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
    answers.stream()
        .filter(answer -> answer.status() != 200)
        .forEach(
            answer ->
                assertThat(answer.refusedAsCallersFault().path("code").asString())
                    .isIn("CONTAINER_NOT_FOUND", "INVALID_CONTAINER_STATE"));
  }

  @Test
  void create_ofEightContainers_isDoneEightTimes() throws Exception {
    List<Answer> answers = allAtOnce(client -> api.create(Body.sleeper("many" + client)));

    List<String> ids =
        answers.stream().map(answer -> answer.ok().path("id").asString()).distinct().toList();
    assertThat(ids).hasSize(CLIENTS);
    ids.forEach(id -> api.awaitStatus(id, "running"));
    ids.forEach(id -> api.delete("/containers/" + id + "?force=true").ok());
  }
}
