package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The list of all containers: five of one group, of which one is paused and one stopped. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListIT {
  private static final String GROUP = "list-" + Docker.RUN;

  private final Api api;
  private final Docker docker;
  private final List<String> ids = new ArrayList<>();

  ListIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  @BeforeAll
  void fiveContainers() {
    for (int i = 0; i < 5; i++) {
      Map<String, String> labels =
          Map.of("group", GROUP, "parity", i % 2 == 0 ? "even" : "odd", "n", Integer.toString(i));
      ids.add(api.accepted(Body.sleeper("list" + i).with("labels", labels)));
    }
    ids.forEach(id -> api.awaitStatus(id, "running"));
    api.act(ids.get(3), "pause");
    api.act(ids.get(4), "stop?timeout=1");
    api.awaitStatus(ids.get(3), "paused");
    api.awaitStatus(ids.get(4), "stopped");
  }

  private JsonNode list(String query) {
    return api.get("/containers?label=" + Api.encode("group=" + GROUP) + query).ok();
  }

  private static List<String> idsOf(JsonNode list) {
    return Json.texts(list.path("containers"), "id");
  }

  @Test
  void list_hasTheDocumentedFieldsInOrder() {
    JsonNode list = list("");

    Json.assertFieldsInOrder(list, "total", "limit", "offset", "containers");
    assertThat(list.path("total").isInt()).isTrue();
    assertThat(list.path("total").asInt()).isEqualTo(5);
    assertThat(list.path("limit").asInt()).isEqualTo(20);
    assertThat(list.path("offset").asInt()).isZero();
  }

  @Test
  void entry_hasTheDocumentedFieldsInOrderAndType() {
    for (JsonNode entry : list("").path("containers")) {
      Json.assertFieldsInOrder(
          entry,
          "id",
          "name",
          "image",
          "status",
          "created_at",
          "labels",
          "ports",
          "resource_usage");
      Json.assertText(entry.path("id"), Json.ID);
      Json.assertText(entry.path("name"), "st-.*");
      assertThat(entry.path("image").asString()).isEqualTo(Docker.BUSYBOX);
      Json.assertText(entry.path("created_at"), Json.SECONDS);
      assertThat(entry.at("/labels/group").asString()).isEqualTo(GROUP);
      assertThat(entry.path("ports")).isEqualTo(Json.read("[]"));
      assertThat(entry.path("labels").propertyNames())
          .noneMatch(label -> label.startsWith("tianniu."));
    }
  }

  @Test
  void entry_ofARunningContainer_showsUsageWithinSeconds() {
    await()
        .atMost(Api.SETTLED)
        .untilAsserted(
            () -> {
              JsonNode usage = list("&status=running").at("/containers/0/resource_usage");
              Json.assertFieldsInOrder(usage, "cpu", "memory", "network_rx", "network_tx");
              Json.assertText(usage.path("cpu"), "\\d+\\.\\d\\d");
              Json.assertText(usage.path("memory"), "(\\d\\.\\d|\\d{2,4})(B|KB|MB|GB)");
              Json.assertText(usage.path("network_rx"), "(\\d(\\.\\d)?|\\d{2,4})(B|KB|MB|GB)/s");
              Json.assertText(usage.path("network_tx"), "(\\d(\\.\\d)?|\\d{2,4})(B|KB|MB|GB)/s");
            });
  }

  @Test
  void entry_ofAStoppedContainer_hasNoUsage() {
    assertThat(list("&status=stopped").at("/containers/0/resource_usage").isNull()).isTrue();
  }

  @Test
  void status_filters() {
    assertThat(idsOf(list("&status=running")))
        .containsExactlyInAnyOrderElementsOf(ids.subList(0, 3));
    assertThat(idsOf(list("&status=paused"))).containsExactly(ids.get(3));
    assertThat(idsOf(list("&status=stopped"))).containsExactly(ids.get(4));
  }

  @Test
  void status_filters_andTotalCountsWhatIsLeft() {
    assertThat(list("&status=running&limit=1").path("total").asInt()).isEqualTo(3);
  }

  @Test
  void labels_given_twice_mustBothMatch() {
    JsonNode even = list("&label=parity%3Deven");

    assertThat(idsOf(even)).containsExactlyInAnyOrder(ids.get(0), ids.get(2), ids.get(4));
    assertThat(idsOf(list("&label=parity%3Deven&label=n%3D2"))).containsExactly(ids.get(2));
    assertThat(list("&label=parity%3Deven&label=n%3D1").path("total").asInt()).isZero();
  }

  @Test
  void label_ofAnotherValue_matchesNothing() {
    JsonNode none = api.get("/containers?label=group%3Dnothing-like-this").ok();

    assertThat(none.path("total").asInt()).isZero();
    assertThat(none.path("containers")).isEqualTo(Json.read("[]"));
  }

  @Test
  void label_ourOwn_cannotBeAskedFor() {
    Answer answer = api.get("/containers?label=tianniu.id%3D" + ids.getFirst());

    if (answer.status() == 200) {
      assertThat(answer.ok().path("total").asInt()).isZero();
    } else {
      answer.refusedParameter("label");
    }
  }

  @Test
  void pages_togetherAreTheWholeListOnce() {
    List<String> paged = new ArrayList<>();
    for (int offset = 0; offset < 6; offset += 2) {
      JsonNode page = list("&limit=2&offset=" + offset);
      assertThat(page.path("total").asInt()).isEqualTo(5);
      assertThat(page.path("limit").asInt()).isEqualTo(2);
      assertThat(page.path("offset").asInt()).isEqualTo(offset);
      paged.addAll(idsOf(page));
    }

    assertThat(paged).isEqualTo(idsOf(list(""))).hasSize(5);
  }

  @Test
  void offset_behindTheEnd_isAnEmptyPage() {
    JsonNode page = list("&offset=1000000");

    assertThat(page.path("total").asInt()).isEqualTo(5);
    assertThat(page.path("containers")).isEqualTo(Json.read("[]"));
  }

  @Test
  void order_isStableAcrossReadsAndChanges() {
    List<String> before = idsOf(list(""));

    api.act(ids.getFirst(), "restart?timeout=1&wait=20s");

    assertThat(idsOf(list(""))).isEqualTo(before);
  }

  @Test
  void foreignContainer_isListedByItsDockerId() {
    String name =
        docker.foreign(
            "foreign",
            List.of("--label", "kind=foreign-" + Docker.RUN),
            Docker.BUSYBOX,
            "sleep",
            "1000");
    String id = docker.fullId(name).substring(0, 32);

    await()
        .atMost(Patience.of(Duration.ofSeconds(8)))
        .untilAsserted(
            () -> {
              JsonNode list = api.get("/containers?label=kind%3Dforeign-" + Docker.RUN).ok();
              assertThat(idsOf(list)).containsExactly(id);
              assertThat(list.at("/containers/0/name").asString()).isEqualTo(name);
              assertThat(list.at("/containers/0/status").asString()).isEqualTo("running");
            });
  }

  @Test
  void limitOfAHundred_isAllowed() {
    assertThat(api.get("/containers?limit=100").ok().path("limit").asInt()).isEqualTo(100);
  }
}
