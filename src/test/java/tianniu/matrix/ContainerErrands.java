package tianniu.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tianniu.matrix.Errand.Ask;
import tools.jackson.databind.JsonNode;

/** How the operations on containers are called. */
final class ContainerErrands {
  static final Map<String, String> UPGRADE =
      Map.of(
          "Connection", "Upgrade",
          "Upgrade", "websocket",
          "Sec-WebSocket-Version", "13",
          "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");

  private static final String ALL = "/api/v1/containers";
  private static final String EVENTS = "/api/v1/events";

  private final List<Errand> errands = new ArrayList<>();

  static List<Errand> all() {
    ContainerErrands all = new ContainerErrands();
    all.lists();
    all.streams();
    all.events();
    all.creations();
    for (Way way : Way.values()) {
      all.reads(way);
      all.insides(way);
      for (String action : List.of("start", "stop", "restart", "pause", "unpause")) {
        all.change(way, action + "Container", "POST", "/" + action);
        all.batch(way, action);
      }
      all.change(way, "deleteContainer", "DELETE", "?force=true");
      all.batch(way, "delete");
    }
    for (String action : List.of("start", "stop", "restart", "pause", "unpause", "delete")) {
      all.batchByLabels(action);
    }
    return all.errands;
  }

  private void lists() {
    errands.add(
        Errand.open("listContainers", "all", _ -> Ask.of("GET", ALL + "?limit=100", ""))
            .checked(ContainerErrands::checkList));
    errands.add(
        Errand.open(
                "listContainers",
                "by label",
                _ -> Ask.of("GET", ALL + "?limit=100&label=team%3Dbackend", ""))
            .checked(ContainerErrands::checkList));
    errands.add(
        Errand.open(
                "listContainers", "behind the end", _ -> Ask.of("GET", ALL + "?offset=1000", ""))
            .checked(
                (reach, answer, estate, hole) -> {
                  int total = answer.path("total").asInt();
                  int visible = visible(reach, estate);
                  if (total != visible) {
                    hole.accept("total " + total + " of " + visible);
                  }
                }));
  }

  private void streams() {
    for (String query : List.of("", "?label=team%%3Dbackend", "?status=running")) {
      errands.add(
          usage("all" + query.replace("%%", "%"), query, Way.ID)
              .checked(
                  (reach, answer, estate, hole) -> {
                    String id = estate.of(Side.BACKEND).containerId();
                    if (answer.toString().contains(id) == (reach == Reach.FOREIGN)) {
                      hole.accept("the stream has " + answer);
                    }
                  }));
    }
  }

  private void events() {
    for (String query : List.of("?limit=1000", "?limit=1000&label=team%3Dbackend")) {
      errands.add(
          Errand.open("listEvents", "page" + query, _ -> Ask.of("GET", EVENTS + query, ""))
              .checked(
                  (reach, answer, estate, hole) -> {
                    String id = estate.of(Side.BACKEND).containerId();
                    if (answer.toString().contains(id) == (reach == Reach.FOREIGN)) {
                      hole.accept("the page has " + answer);
                    }
                  }));
    }
    errands.add(
        Errand.open(
            "listEvents", "ndjson", _ -> Ask.of("GET", EVENTS + "?follow=true&since=0", "")));
    errands.add(
        Errand.open(
            "listEvents",
            "sse",
            _ ->
                Ask.of("GET", EVENTS + "?since=0", "")
                    .with(Map.of("Accept", "text/event-stream"))));
  }

  /** How many containers carry the caller's label, as the administrator sees them. */
  private static int visible(Reach reach, Estate estate) throws Exception {
    String filter = reach.isScoped() ? "?label=team%3D" + reach.team() : "";
    return estate.ask("GET", ALL + filter, "").path("total").asInt();
  }

  private static Errand usage(String name, String query, Way way) {
    return Errand.open(
        "streamContainerStats",
        name,
        estate ->
            Ask.of("GET", "/api/v1/stats" + query.formatted(way.of(estate, Side.BACKEND)), ""));
  }

  /** Asked for by the backend's, which is there or is as if it had never been. */
  private static void checkUsage(
      Way way, Reach reach, JsonNode answer, Estate estate, Consumer<String> hole) {
    boolean shown = !answer.path("containers").isEmpty();
    boolean missing = answer.at("/gone/0").asString("").equals(way.of(estate, Side.BACKEND));
    if (shown == (reach == Reach.FOREIGN) || missing == shown) {
      hole.accept("the stream has " + answer);
    }
  }

  private static void checkList(
      Reach reach, JsonNode answer, Estate estate, Consumer<String> hole) {
    if (answer.path("total").asInt() != answer.path("containers").size()) {
      hole.accept("the total counts what is not shown");
    }
    boolean shown = answer.toString().contains(estate.of(Side.BACKEND).containerId());
    if (shown == (reach == Reach.FOREIGN)) {
      hole.accept("the backend's container is " + (shown ? "shown" : "missing"));
    }
  }

  private void creations() {
    errands.add(create("plain", "").checked(ContainerErrands::checkMade));
    errands.add(
        create("with the label of the backend", ", 'labels': {'team': 'backend'}")
            .foreign(Outcome.BOUND));
    errands.add(
        Errand.open(
            "createContainer",
            "dry run",
            estate -> Ask.of("POST", ALL + "?dry_run=true", body(estate.fresh(), ""))));
    errands.add(
        Errand.at(
            "createContainer",
            "with a secret of the backend",
            Kind.SECRET,
            estate ->
                Ask.of(
                    "POST",
                    ALL,
                    body(
                        estate.fresh(),
                        ", 'environment_variables': [{'name': 'W', 'value_from': {'secret_name': '"
                            + estate.of(Side.BACKEND).name(Kind.SECRET)
                            + "', 'key': 'word'}}]"))));
    errands.add(
        Errand.open(
                "createContainer",
                "by a name of the backend",
                estate ->
                    Ask.of("POST", ALL, body(estate.of(Side.BACKEND).name(Kind.CONTAINER), "")))
            .all(Outcome.TAKEN));
  }

  private static Errand create(String way, String more) {
    return Errand.open(
        "createContainer", way, estate -> Ask.of("POST", ALL, body(estate.fresh(), more)));
  }

  private static String body(String name, String more) {
    return "{'name': '" + name + "', 'image': 'nginx:latest'" + more + "}";
  }

  private static void checkMade(Reach reach, JsonNode answer, Estate estate, Consumer<String> hole)
      throws Exception {
    JsonNode made = estate.ask("GET", ALL + "/" + answer.path("id").asString(), "");
    String team = made.at("/labels/team").asString("");
    if (!team.equals(reach.team())) {
      hole.accept("made for the team '" + team + "'");
    }
  }

  private void reads(Way way) {
    String one = ALL + "/";
    errands.add(get("getContainer", way + "", way, "", Map.of()));
    errands.add(get("getContainerHealth", way + "", way, "/health", Map.of()));
    errands.add(get("getContainerStats", way + "", way, "/stats", Map.of()));
    errands.add(
        get(
            "getContainerStats",
            way + ", sse",
            way,
            "/stats",
            Map.of("Accept", "text/event-stream")));
    errands.add(get("getContainerStatsHistory", way + "", way, "/stats/history", Map.of()));
    errands.add(
        usage(way + "", "?ids=%s", way)
            .checked(
                (reach, answer, estate, hole) -> checkUsage(way, reach, answer, estate, hole)));
    errands.add(get("getContainerDiagnosis", way + "", way, "/diagnosis", Map.of()));
    errands.add(get("getContainerEvents", way + "", way, "/events", Map.of()));
    errands.add(
        Errand.open(
            "listEvents",
            "of a container, " + way,
            estate -> Ask.of("GET", EVENTS + "?container=" + way.of(estate, Side.BACKEND), "")));
    errands.add(get("getContainerLogs", way + "", way, "/logs", Map.of()));
    errands.add(get("getContainerLogs", way + ", ndjson", way, "/logs?follow=true", Map.of()));
    errands.add(
        get(
            "getContainerLogs",
            way + ", sse",
            way,
            "/logs?follow=true",
            Map.of("Accept", "text/event-stream")));
    errands.add(
        Errand.at(
            "execInContainer",
            way + "",
            Kind.CONTAINER,
            estate ->
                Ask.of(
                    "POST",
                    one + way.of(estate, Side.BACKEND) + "/exec",
                    "{'command': ['echo', 'hello']}")));
  }

  private void insides(Way way) {
    errands.add(get("openTerminal", way + "", way, "/exec", UPGRADE));
    Map<String, String> browser = new java.util.HashMap<>(UPGRADE);
    browser.put("Sec-WebSocket-Protocol", "tianniu.terminal");
    errands.add(get("openTerminal", way + ", key as protocol", way, "/exec", browser));
  }

  private static Errand get(
      String operation, String name, Way way, String rest, Map<String, String> headers) {
    return Errand.at(
        operation,
        name,
        Kind.CONTAINER,
        estate -> Ask.of("GET", ALL + "/" + way.of(estate, Side.BACKEND) + rest, "").with(headers));
  }

  private void change(Way way, String operation, String method, String rest) {
    errands.add(
        Errand.at(
                operation,
                way + "",
                Kind.CONTAINER,
                estate -> Ask.of(method, ALL + "/" + way.of(estate, Side.BACKEND) + rest, ""))
            .spending(Side.BACKEND));
  }

  private void batch(Way way, String action) {
    errands.add(
        Errand.open(
                operation(action),
                way + ", one of each team",
                estate ->
                    Ask.of(
                        "POST",
                        ALL + "/batch/" + action,
                        "{'container_ids': ['"
                            + way.of(estate, Side.BACKEND)
                            + "', '"
                            + way.of(estate, Side.FRONTEND)
                            + "']"
                            + force(action)
                            + "}"))
            .about(Kind.CONTAINER)
            .spending(Side.BACKEND, Side.FRONTEND)
            .checked(
                (reach, answer, _, hole) -> {
                  checkItem("the backend's", answer, 0, reach == Reach.FOREIGN, hole);
                  checkItem("the frontend's", answer, 1, reach == Reach.COVERING, hole);
                }));
  }

  private static void checkItem(
      String whose, JsonNode answer, int index, boolean isForeign, Consumer<String> hole) {
    JsonNode item = answer.path("results").path(index);
    String code = item.at("/error/code").asString("");
    if (item.isMissingNode() || !code.equals(isForeign ? "CONTAINER_NOT_FOUND" : "")) {
      hole.accept(whose + " item is " + item);
    }
  }

  private void batchByLabels(String action) {
    errands.add(
        Errand.open(
                operation(action),
                "by the label of the backend",
                _ ->
                    Ask.of(
                        "POST",
                        ALL + "/batch/" + action,
                        "{'labels': {'team': 'backend'}" + force(action) + "}"))
            .about(Kind.CONTAINER)
            .spending(Side.BACKEND)
            .checked(
                (reach, answer, _, hole) -> {
                  boolean isEmpty = answer.path("results").isEmpty();
                  if (isEmpty != (reach == Reach.FOREIGN)) {
                    hole.accept("results: " + answer);
                  }
                }));
  }

  private static String operation(String action) {
    return "batch" + Character.toUpperCase(action.charAt(0)) + action.substring(1) + "Containers";
  }

  private static String force(String action) {
    return action.equals("delete") ? ", 'force': true" : "";
  }
}
