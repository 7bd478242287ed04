package tianniu.matrix;

import static tianniu.matrix.Errand.at;
import static tianniu.matrix.Errand.open;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import tianniu.matrix.Errand.Ask;
import tools.jackson.databind.JsonNode;

/**
 * How the operations on operations, keys, roles, quotas, secrets, the audit and the server are
 * called.
 */
final class OtherErrands {
  private static final String KEYS = "/api/v1/keys";
  private static final String ROLES = "/api/v1/roles";
  private static final String QUOTAS = "/api/v1/quotas";
  private static final String SECRETS = "/api/v1/secrets";
  private static final String OPERATIONS = "/api/v1/operations";

  private OtherErrands() {}

  static List<Errand> keys() {
    return List.of(
        open("listKeys", "all", get(KEYS + "?limit=100")).checked(listed("keys", Kind.KEY, true)),
        open("createKey", "plain", post(KEYS, "{'name': 'new', 'role': 'nothing'}"))
            .checked(
                (reach, answer, _, hole) -> {
                  String team = answer.at("/scope/labels/team").asString("");
                  if (!team.equals(reach.team())) {
                    hole.accept("made for the team '" + team + "'");
                  }
                }),
        open(
                "createKey",
                "for the backend",
                post(
                    KEYS,
                    "{'name': 'new', 'role': 'nothing', 'scope': {'labels': {'team': 'backend'}}}"))
            .foreign(Outcome.BOUND),
        open(
                "createKey",
                "for everything",
                post(KEYS, "{'name': 'new', 'role': 'nothing', 'scope': {'labels': {}}}"))
            .unboundOnly(),
        at("getKey", "by id", Kind.KEY, one("GET", KEYS, Kind.KEY, "", "")),
        at("rotateKey", "by id", Kind.KEY, one("POST", KEYS, Kind.KEY, "/rotate", ""))
            .spending(Side.BACKEND),
        at("deleteKey", "by id", Kind.KEY, one("DELETE", KEYS, Kind.KEY, "", ""))
            .spending(Side.BACKEND));
  }

  static List<Errand> operations() {
    return List.of(
        open("listOperations", "all", get(OPERATIONS + "?limit=100"))
            .checked(OtherErrands::checkOperations),
        open(
                "listOperations",
                "of the backend's container",
                estate ->
                    Ask.of(
                        "GET",
                        OPERATIONS + "?container=" + estate.of(Side.BACKEND).containerId(),
                        ""))
            .checked(OtherErrands::checkOperations),
        at("getOperation", "by id", Kind.OPERATION, one("GET", OPERATIONS, Kind.OPERATION, "", "")),
        at(
                "cancelOperation",
                "that has ended",
                Kind.OPERATION,
                one("POST", OPERATIONS, Kind.OPERATION, "/cancel", ""))
            .all(Outcome.TAKEN)
            .foreign(Outcome.UNSEEN),
        at(
            "listContainerOperations",
            "by id",
            Kind.CONTAINER,
            estate ->
                Ask.of(
                    "GET",
                    "/api/v1/containers/" + estate.of(Side.BACKEND).containerId() + "/operations",
                    "")),
        at(
            "listContainerOperations",
            "by name",
            Kind.CONTAINER,
            estate ->
                Ask.of(
                    "GET",
                    "/api/v1/containers/"
                        + estate.of(Side.BACKEND).name(Kind.CONTAINER)
                        + "/operations",
                    "")));
  }

  private static void checkOperations(
      Reach reach, JsonNode answer, Estate estate, Consumer<String> hole) {
    if (answer.path("total").asInt() != answer.path("operations").size()) {
      hole.accept("the total counts what is not shown");
    }
    boolean shown = answer.toString().contains(estate.of(Side.BACKEND).containerId());
    if (shown == (reach == Reach.FOREIGN)) {
      hole.accept("the backend's operations are " + (shown ? "shown" : "missing"));
    }
  }

  static List<Errand> roles() {
    return List.of(
        open("listRoles", "all", get(ROLES)),
        open("getRole", "by name", one("GET", ROLES, Kind.ROLE, "", "")),
        open(
                "putRole",
                "new",
                estate -> Ask.of("PUT", ROLES + "/" + estate.fresh(), "{'permissions': []}"))
            .unboundOnly(),
        open("putRole", "known", one("PUT", ROLES, Kind.ROLE, "", "{'permissions': []}"))
            .unboundOnly(),
        open("deleteRole", "by name", one("DELETE", ROLES, Kind.ROLE, "", ""))
            .about(Kind.ROLE)
            .unboundOnly()
            .spending(Side.BACKEND));
  }

  static List<Errand> quotas() {
    String body = "{'containers': 2000, 'labels': {'team': 'backend'}}";
    return List.of(
        open("listQuotas", "all", get(QUOTAS)).checked(listed("quotas", Kind.QUOTA, false)),
        at("getQuota", "by name", Kind.QUOTA, one("GET", QUOTAS, Kind.QUOTA, "", "")),
        open("putQuota", "known", one("PUT", QUOTAS, Kind.QUOTA, "", body))
            .about(Kind.QUOTA)
            .unboundOnly()
            .spending(Side.BACKEND),
        open("putQuota", "new", estate -> Ask.of("PUT", QUOTAS + "/" + estate.fresh(), body))
            .unboundOnly(),
        open("deleteQuota", "by name", one("DELETE", QUOTAS, Kind.QUOTA, "", ""))
            .about(Kind.QUOTA)
            .unboundOnly()
            .spending(Side.BACKEND));
  }

  static List<Errand> secrets() {
    String values = "{'values': {'word': 'y'}}";
    return List.of(
        open("listSecrets", "all", get(SECRETS + "?limit=100"))
            .checked(listed("secrets", Kind.SECRET, true)),
        at("getSecret", "by name", Kind.SECRET, one("GET", SECRETS, Kind.SECRET, "", "")),
        open("putSecret", "new", estate -> Ask.of("PUT", SECRETS + "/" + estate.fresh(), values))
            .checked(
                (reach, answer, _, hole) -> {
                  String team = answer.at("/labels/team").asString("");
                  if (!team.equals(reach.team())) {
                    hole.accept("kept for the team '" + team + "'");
                  }
                }),
        // Its name is taken for everybody.
        open("putSecret", "known", one("PUT", SECRETS, Kind.SECRET, "", values))
            .foreign(Outcome.TAKEN),
        at(
            "rotateSecret",
            "values",
            Kind.SECRET,
            one("POST", SECRETS, Kind.SECRET, "/rotate", values)),
        at(
                "rotateSecret",
                "with containers",
                Kind.SECRET,
                one(
                    "POST",
                    SECRETS,
                    Kind.SECRET,
                    "/rotate",
                    "{'values': {'word': 'y'}, 'recreate': true}"))
            .alsoNeeding("container:write"),
        at("deleteSecret", "by name", Kind.SECRET, one("DELETE", SECRETS, Kind.SECRET, "", ""))
            .about(Kind.SECRET)
            .spending(Side.BACKEND));
  }

  static List<Errand> server() {
    return List.of(
        open("listAudit", "all", get("/api/v1/audit?limit=100")),
        open(
                "listAudit",
                "of a container of the backend",
                estate ->
                    Ask.of(
                        "GET",
                        "/api/v1/audit?container=" + estate.of(Side.BACKEND).containerId(),
                        ""))
            .checked(
                (reach, answer, _, hole) -> {
                  boolean isEmpty = answer.path("entries").isEmpty();
                  if (isEmpty != (reach == Reach.FOREIGN)) {
                    hole.accept("entries: " + answer);
                  }
                }),
        open("getHealth", "plain", get("/healthz")),
        open("getApiDocument", "plain", get("/api/v1/openapi.yaml")));
  }

  private static Errand.Check listed(String field, Kind kind, boolean isCounted) {
    return (reach, answer, estate, hole) -> {
      boolean shown = answer.path(field).toString().contains(estate.of(Side.BACKEND).name(kind));
      if (shown == (reach == Reach.FOREIGN)) {
        hole.accept("the backend's is " + (shown ? "shown" : "missing"));
      }
      if (isCounted && answer.path("total").asInt() != answer.path(field).size()) {
        hole.accept("the total counts what is not shown");
      }
    };
  }

  private static Function<Estate, Ask> get(String target) {
    return _ -> Ask.of("GET", target, "");
  }

  private static Function<Estate, Ask> post(String target, String body) {
    return _ -> Ask.of("POST", target, body);
  }

  private static Function<Estate, Ask> one(
      String method, String all, Kind kind, String rest, String body) {
    return estate -> Ask.of(method, all + "/" + estate.of(Side.BACKEND).name(kind) + rest, body);
  }
}
