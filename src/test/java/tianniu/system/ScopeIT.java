package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A key that is bound to a label, among containers that carry it and others. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScopeIT {
  private static final String EXEC = "{\"command\": [\"true\"]}";

  private final Api admin;
  private final Docker docker;
  private final String team = Docker.newName("team");
  private final Api bound;
  private String own = "";
  private String foreign = "";

  ScopeIT(Api api, Docker docker) {
    this.admin = api;
    this.docker = docker;
    this.bound =
        api.withKey(team, "developer", ", \"scope\": {\"labels\": {\"team\": \"" + team + "\"}}");
  }

  @BeforeAll
  void containers() {
    own = bound.sleeper();
    foreign = admin.running(Body.sleeper("foreign").with("labels", labels("another")));
  }

  private static Map<String, String> labels(String ofTeam) {
    return Map.of("team", ofTeam, Docker.RUN_LABEL, Docker.RUN);
  }

  /** All that a container may be called. */
  private Stream<String> names(String id) {
    String name = admin.name(id);
    String dockerId = docker.fullId(name);
    return Stream.of(id, id.substring(0, 12), name, dockerId, dockerId.substring(0, 12));
  }

  @Test
  void list_andItsTotal_areOfTheScopeAlone() {
    JsonNode list = bound.get("/containers?limit=100").ok();

    List<String> ids = Json.texts(list.path("containers"), "id");
    assertThat(ids).contains(own).doesNotContain(foreign);
    assertThat(list.path("total").asInt()).isEqualTo(ids.size());
    JsonNode all = admin.get("/containers?limit=100").ok();
    assertThat(Json.texts(all.path("containers"), "id")).contains(own, foreign);
    String filter = "/containers?label=" + Api.encode("team=another");
    assertThat(bound.get(filter).ok().path("total").asInt()).isZero();
    assertThat(admin.get(filter).ok().path("total").asInt()).isPositive();
  }

  @Test
  void container_byAnyOfItsNames_isThereInTheScopeAlone() {
    names(own).forEach(name -> bound.get("/containers/" + name).ok());

    names(foreign).forEach(name -> admin.get("/containers/" + name).ok());
    names(foreign).forEach(name -> bound.get("/containers/" + name).refused("CONTAINER_NOT_FOUND"));
  }

  @Test
  void refusal_ofAForeignContainer_isTheOneOfNone() {
    String none = "0".repeat(32);

    String hidden = bound.get("/containers/" + foreign).refused("CONTAINER_NOT_FOUND").toString();
    String absent = bound.get("/containers/" + none).refused("CONTAINER_NOT_FOUND").toString();

    assertThat(hidden.replace(foreign, none).replaceAll("req-\\w+", ""))
        .isEqualTo(absent.replaceAll("req-\\w+", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET ",
        "GET /logs",
        "GET /logs?follow=true",
        "GET /stats",
        "POST /exec",
        "POST /stop?timeout=0",
        "POST /restart?timeout=0",
        "POST /pause",
        "POST /unpause",
        "POST /start",
        "DELETE ?force=true"
      })
  void operation_onAForeignContainer_findsNothing(String operation) {
    String[] parts = operation.split(" ", 2);
    names(foreign)
        .forEach(
            name ->
                bound
                    .send(
                        bound
                            .request("/containers/" + name + parts[1])
                            .header("Content-Type", "application/json")
                            .method(
                                parts[0],
                                parts[1].equals("/exec")
                                    ? BodyPublishers.ofString(EXEC)
                                    : BodyPublishers.noBody()))
                    .refused("CONTAINER_NOT_FOUND"));

    assertThat(admin.status(foreign)).isEqualTo("running");
  }

  @Test
  void readsAndExec_onAnOwnContainer_work() {
    bound.get("/containers/" + own + "/logs").ok();
    bound.get("/containers/" + own + "/stats").ok();
    assertThat(bound.exec(own, "echo", "hello").path("stdout").asString()).contains("hello");
  }

  @Test
  void terminal_ofAForeignContainer_findsNothing() throws Exception {
    String key = "Bearer " + bound.key();

    names(foreign).forEach(name -> assertThat(Screen.refusal(bound, name, key)).isEqualTo(404));

    Screen.open(bound, own, key).leave();
  }

  @Test
  void batch_ofOwnAndForeign_findsTheOwnAlone() {
    String mine = bound.sleeper();
    Map<String, Object> both = Map.of("container_ids", List.of(mine, foreign, admin.name(foreign)));

    JsonNode results = bound.post("/containers/batch/pause", Json.write(both)).ok().path("results");

    assertThat(results.at("/0/status").asString()).isEqualTo("pausing");
    assertThat(results.at("/1/error/code").asString()).isEqualTo("CONTAINER_NOT_FOUND");
    assertThat(results.at("/2/error/code").asString()).isEqualTo("CONTAINER_NOT_FOUND");
    admin.awaitStatus(mine, "paused");
    assertThat(admin.status(foreign)).isEqualTo("running");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "stop", "restart", "delete"})
  void batch_byALabelOfBoth_reachesTheOwnAlone(String action) {
    String shared = Docker.newName("shared");
    Map<String, String> common = new LinkedHashMap<>(labels(team));
    common.put("shared", shared);
    String mine = bound.running(Body.sleeper("mine").with("labels", common));
    common.put("team", "another");
    String other = admin.running(Body.sleeper("other").with("labels", common));

    Map<String, Object> both = Map.of("labels", Map.of("shared", shared));
    JsonNode results =
        bound.post("/containers/batch/" + action, Json.write(both)).ok().path("results");

    assertThat(Json.texts(results, "id")).containsExactly(mine);
    assertThat(admin.status(other)).isEqualTo("running");
  }

  @Test
  void newContainer_carriesTheLabel() {
    assertThat(admin.detail(own).at("/labels/team").asString()).isEqualTo(team);
    assertThat(docker.inspect(admin.name(own)).at("/Config/Labels/team").asString())
        .isEqualTo(team);
  }

  @Test
  void newContainer_withAnotherTeamsLabel_isDenied() {
    Body body = Body.sleeper("conflict").with("labels", labels("another"));

    JsonNode error = bound.create(body).refused("PERMISSION_DENIED");

    assertThat(error.at("/details/field").asString()).isEqualTo("labels.team");
    admin.get("/containers/" + body.name()).refused("CONTAINER_NOT_FOUND");
    bound.running(Body.sleeper("agreeing").with("labels", labels(team)));
  }

  @Test
  void keys_ofOtherScopes_areNotThere() {
    String more = ", \"scope\": {\"labels\": {\"team\": \"" + team + "\"}}";
    Api lead = admin.withKey(team + "-lead", "admin", more);

    JsonNode made = lead.makeKey(team + "-made", "viewer", "");

    assertThat(made.at("/scope/labels/team").asString()).isEqualTo(team);
    lead.get("/keys/admin").refused("KEY_NOT_FOUND");
    assertThat(Json.texts(lead.get("/keys?limit=100").ok().path("keys"), "name"))
        .isNotEmpty()
        .allMatch(name -> name.startsWith(team));
    lead.post("/keys", "{\"name\": \"wide\", \"role\": \"viewer\", \"scope\": {\"labels\": {}}}")
        .refused("PERMISSION_DENIED");
    lead.with(made.path("key").asString())
        .get("/containers/" + foreign)
        .refused("CONTAINER_NOT_FOUND");
  }
}
