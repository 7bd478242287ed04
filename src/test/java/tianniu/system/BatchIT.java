package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** One action on many containers. */
@SystemTest
class BatchIT {
  private static final String UNKNOWN = "0123456789abcdef0123456789abcdef";

  private final Api api;
  private final Docker docker;

  BatchIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  private List<String> sleepers(int count, Map<String, String> labels) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(api.accepted(Body.sleeper("batch").with("labels", labels)));
    }
    ids.forEach(id -> api.awaitStatus(id, "running"));
    return ids;
  }

  private List<String> sleepers(int count) {
    return sleepers(count, Map.of(Docker.RUN_LABEL, Docker.RUN));
  }

  private JsonNode batch(String action, Map<String, Object> body) {
    JsonNode answer = api.post("/containers/batch/" + action, Json.write(body)).ok();
    assertThat(answer.propertyNames().iterator().next()).isEqualTo("results");
    return answer.path("results");
  }

  private JsonNode batch(String action, List<String> ids) {
    return batch(action, Map.of("container_ids", ids));
  }

  private void assertAll(JsonNode results, List<String> ids, String status, String message) {
    assertThat(Json.texts(results, "id")).isEqualTo(ids);
    for (JsonNode result : results) {
      Json.assertFieldsInOrder(result, "id", "status", "message");
      assertThat(result.path("status").asString()).isEqualTo(status);
      assertThat(result.path("message").asString()).isEqualTo(message);
      assertThat(result.has("error")).isFalse();
    }
  }

  private void await(List<String> ids, String status) {
    ids.forEach(id -> api.awaitStatus(id, status));
  }

  @Test
  void everyAction_isAnsweredInTheAskedOrderAndDone() {
    List<String> ids = sleepers(3);
    Collections.reverse(ids);

    assertAll(batch("pause", ids), ids, "pausing", "Container is being paused");
    await(ids, "paused");
    assertAll(batch("unpause", ids), ids, "unpausing", "Container is being unpaused");
    await(ids, "running");
    assertAll(batch("restart", ids), ids, "restarting", "Container is restarting");
    await(ids, "running");
    assertAll(
        batch("stop", Map.of("container_ids", ids, "timeout", 5)),
        ids,
        "stopping",
        "Container is stopping");
    await(ids, "stopped");
    assertAll(batch("start", ids), ids, "starting", "Container is starting");
    await(ids, "running");
    batch("stop", ids);
    await(ids, "stopped");
    assertAll(batch("delete", ids), ids, "deleted", "Container has been deleted");
    ids.forEach(id -> api.get("/containers/" + id).refused("CONTAINER_NOT_FOUND"));
  }

  @Test
  void oneBadId_doesNotFailTheOthers() {
    List<String> ids = sleepers(2);

    JsonNode results = batch("pause", List.of(ids.getFirst(), UNKNOWN, ids.getLast()));

    assertThat(Json.texts(results, "id")).containsExactly(ids.getFirst(), UNKNOWN, ids.getLast());
    assertThat(results.at("/0/status").asString()).isEqualTo("pausing");
    assertThat(results.at("/2/status").asString()).isEqualTo("pausing");
    JsonNode bad = results.path(1);
    assertThat(bad.has("status")).isFalse();
    assertThat(bad.at("/error/code").asString()).isEqualTo("CONTAINER_NOT_FOUND");
    assertThat(bad.at("/error/message").asString())
        .isEqualTo("Container with ID '" + UNKNOWN + "' not found");
    assertThat(bad.at("/error/details/container_id").asString()).isEqualTo(UNKNOWN);
    await(ids, "paused");
  }

  @Test
  void oneInTheWrongState_doesNotFailTheOthers() {
    List<String> ids = sleepers(2);
    api.act(ids.getFirst(), "pause?wait=20s");

    JsonNode results = batch("pause", ids);

    assertThat(results.at("/0/error/code").asString()).isEqualTo("INVALID_CONTAINER_STATE");
    assertThat(results.at("/1/status").asString()).isEqualTo("pausing");
  }

  @Test
  void onlyUnknownIds_areStillAnswered200() {
    assertThat(batch("start", List.of(UNKNOWN)).at("/0/error/code").asString())
        .isEqualTo("CONTAINER_NOT_FOUND");
  }

  @Test
  void duplicates_areFolded() {
    String id = sleepers(1).getFirst();

    assertThat(batch("pause", List.of(id, id, id))).hasSize(1);
  }

  @Test
  void duplicates_underOtherNames_areFolded() {
    String id = sleepers(1).getFirst();

    JsonNode results = batch("pause", List.of(id, api.name(id), id.substring(0, 12)));

    assertThat(results).hasSize(1);
    assertThat(results.at("/0/status").asString()).isEqualTo("pausing");
  }

  @Test
  void labels_selectInPlaceOfIds() {
    Map<String, String> labels = Map.of("batch", Docker.newName("label"), "x", "y");
    List<String> ids = sleepers(2, labels);
    List<String> others = sleepers(1);

    JsonNode results = batch("pause", Map.of("labels", labels));

    assertThat(Json.texts(results, "id")).containsExactlyInAnyOrderElementsOf(ids);
    await(ids, "paused");
    assertThat(api.status(others.getFirst())).isEqualTo("running");
  }

  @Test
  void labels_thatMatchNothing_giveNoResults() {
    assertThat(batch("stop", Map.of("labels", Map.of("nothing", "like-this")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"container_ids\":[]}",
        "{\"container_ids\":null}",
        "{\"labels\":{}}",
        "{\"container_ids\":\"abc\"}",
        "{\"container_ids\":[1]}",
        "{\"container_ids\":[null]}",
        "{\"container_ids\":[\"a\"],\"labels\":{\"a\":\"b\"}}",
        "{\"container_ids\":[\"a\"],\"timeout\":-1}",
        "{\"container_ids\":[\"a\"],\"timeout\":\"soon\"}",
        "{\"container_ids\":[\"a\"],\"colour\":1}"
      })
  void body_wrong_isInvalid(String body) {
    api.post("/containers/batch/stop", body).refused("INVALID_PARAMETER");
  }

  @Test
  void ids_moreThanAHundred_areInvalid() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      ids.add("%032x".formatted(i));
    }

    api.post("/containers/batch/stop", Json.write(Map.of("container_ids", ids)))
        .refused("INVALID_PARAMETER");
    assertThat(batch("stop", ids.subList(0, 100))).hasSize(100);
  }

  @Test
  void timeout_isGivenToEach_andRunsForAllAtOnce() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ids.add(api.accepted(Body.sleeper("stubborn").with("command", Docker.STUBBORN)));
    }
    await(ids, "running");
    Instant asked = Instant.now();

    batch("stop", Map.of("container_ids", ids, "timeout", 8));

    assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(8));
    await(ids, "stopped");
    // One after the other they would take 32 s.
    assertThat(Duration.between(asked, Instant.now()))
        .isBetween(Duration.ofMillis(7_900), Patience.of(Duration.ofSeconds(24)));
  }

  @Test
  void delete_ofRunningContainers_isRefusedOneByOne() {
    String id = sleepers(1).getFirst();

    JsonNode results = batch("delete", List.of(id));

    assertThat(results.at("/0/error/code").asString()).isEqualTo("INVALID_CONTAINER_STATE");
    assertThat(api.status(id)).isEqualTo("running");
  }

  @Test
  void delete_withForce_deletesRunningContainers() {
    List<String> ids = sleepers(2);

    JsonNode results = batch("delete", Map.of("container_ids", ids, "force", true));

    assertThat(Json.texts(results, "status")).containsOnly("deleted");
  }

  @Test
  void foreign_isTakenLikeOurs() {
    String name = docker.foreign("batch");
    String id = docker.fullId(name).substring(0, 32);
    api.awaitStatus(id, "running");

    assertThat(batch("pause", List.of(id)).at("/0/status").asString()).isEqualTo("pausing");
  }

  @Test
  void unknownAction_isNotFound() {
    api.post("/containers/batch/explode", "{\"container_ids\":[\"a\"]}").refusedAsCallersFault();
  }
}
