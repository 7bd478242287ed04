package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What others do with the docker client shows at once. */
@SystemTest
class BehindOurBackIT {
  /**
   * It takes a fraction of a second, and more on a busy machine; but what shows by then was told by
   * an event, for the comparison of all containers comes every 20 s.
   */
  private static final Duration BY_AN_EVENT = Patience.of(Duration.ofSeconds(8));

  private final Api api;
  private final Docker docker;

  BehindOurBackIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  @Test
  void remove_isSeen() {
    String id = api.sleeper();

    docker.run("rm", "-f", api.name(id));

    api.awaitGone(id, BY_AN_EVENT);
  }

  @Test
  void stopAndStart_areSeen() {
    String id = api.sleeper();

    docker.run("stop", "-t", "1", api.name(id));
    api.awaitStatus(id, "stopped", BY_AN_EVENT);
    docker.run("start", api.name(id));
    api.awaitStatus(id, "running", BY_AN_EVENT);
  }

  @Test
  void kill_isSeen() {
    String id = api.sleeper();

    docker.run("kill", api.name(id));

    api.awaitStatus(id, "stopped", BY_AN_EVENT);
  }

  @Test
  void endOfTheProcess_isSeen() {
    String id = api.running("sh", "-c", "while [ ! -e /end ]; do sleep 0.1; done");
    String name = api.name(id);

    docker.run("exec", name, "touch", "/end");
    docker.run("wait", name);

    api.awaitStatus(id, "stopped", BY_AN_EVENT);
  }

  @Test
  void pauseAndUnpause_areSeen() {
    String id = api.sleeper();

    docker.run("pause", api.name(id));
    api.awaitStatus(id, "paused", BY_AN_EVENT);
    docker.run("unpause", api.name(id));
    api.awaitStatus(id, "running", BY_AN_EVENT);
  }

  @Test
  void rename_isSeen_andTheIdStays() {
    String id = api.sleeper();
    String before = api.name(id);
    String after = Docker.newName("renamed");

    docker.run("rename", before, after);

    await().atMost(BY_AN_EVENT).untilAsserted(() -> assertThat(api.name(id)).isEqualTo(after));
    assertThat(api.get("/containers/" + after).ok().path("id").asString()).isEqualTo(id);
    api.get("/containers/" + before).refused("CONTAINER_NOT_FOUND");
  }

  @Test
  void run_isSeen_andCanBeManaged() {
    String name = docker.foreign("seen");
    String id = docker.fullId(name).substring(0, 32);

    api.awaitStatus(id, "running", BY_AN_EVENT);
    assertThat(api.detail(name).path("id").asString()).isEqualTo(id);
    api.act(id, "stop?timeout=1&wait=20s");
    assertThat(docker.inspect(name).at("/State/Running").asBoolean()).isFalse();
  }

  @Test
  void create_withoutStart_isStopped() {
    String name = Docker.newName("created");
    docker.run("create", "--name", name, Docker.BUSYBOX, "sleep", "1000");
    String id = docker.fullId(name).substring(0, 32);

    api.awaitStatus(id, "stopped", BY_AN_EVENT);
    assertThat(api.detail(id).path("started_at").isNull()).isTrue();
    api.act(id, "start");
    api.awaitStatus(id, "running");
  }

  @Test
  void networkConnect_isSeen() {
    String network = Docker.newName("late");
    docker.run("network", "create", network);
    String id = api.running(Body.sleeper("moved").with("network", network));
    docker.run("network", "disconnect", network, api.name(id));
    docker.run("network", "connect", network, api.name(id));
    String address =
        docker
            .inspect(api.name(id))
            .path("NetworkSettings")
            .path("Networks")
            .path(network)
            .path("IPAddress")
            .asString();

    await()
        .atMost(BY_AN_EVENT)
        .untilAsserted(
            () ->
                assertThat(api.detail(id).at("/network/ip_address").asString()).isEqualTo(address));
  }

  @Test
  void update_isSeen() {
    String id = api.sleeper();

    docker.run("update", "--memory", "256m", "--memory-swap", "256m", api.name(id));

    await()
        .atMost(BY_AN_EVENT)
        .untilAsserted(
            () ->
                assertThat(api.detail(id).at("/resource_limits/memory").asString())
                    .isEqualTo("256MB"));
  }

  @Test
  void removedWhileStopping_isGoneWithoutAServerError() {
    String id = api.running(Body.sleeper("vanishing").with("command", Docker.STUBBORN));
    String name = api.name(id);
    api.act(id, "stop?timeout=100");

    docker.run("rm", "-f", name);

    api.awaitGone(id, BY_AN_EVENT);
    api.accepted(Body.sleeper("again").with("name", name));
  }

  @Test
  void burstOfChanges_endsInTheTruth() {
    List<String> names =
        java.util.stream.IntStream.range(0, 6).mapToObj(_ -> docker.foreign("burst")).toList();
    List<String> ids = names.stream().map(name -> docker.fullId(name).substring(0, 32)).toList();

    docker.run(line("pause", names));
    docker.run(line("unpause", names));
    docker.run(line("kill", names));

    ids.forEach(id -> api.awaitStatus(id, "stopped", BY_AN_EVENT));
    docker.run(line("rm", names));
    ids.forEach(id -> api.awaitGone(id, BY_AN_EVENT));
  }

  private static String[] line(String command, List<String> names) {
    return java.util.stream.Stream.concat(java.util.stream.Stream.of(command), names.stream())
        .toArray(String[]::new);
  }
}
