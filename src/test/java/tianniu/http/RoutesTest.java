package tianniu.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tianniu.caller.Permission;

class RoutesTest {
  private static final Handler UNUSED = request -> Reply.json(Map.of());

  private final Routes routes =
      new Routes(
          List.of(
              get("/things/{id}", "getThing"),
              get("/things/all", "getAll"),
              post("/things/{id}", "changeThing"),
              post("/things/{id}/start", "startThing"),
              post("/things/batch/start", "startMany"),
              get("/", "getRoot")));

  @Test
  void find_literalAndParameter_literalWinsWhateverTheOrder() {
    assertThat(found("/things/all", "GET")).isEqualTo("getAll");
    assertThat(found("/things/batch/start", "POST")).isEqualTo("startMany");
  }

  @Test
  void find_literalThatLeadsNowhere_fallsBackToParameter() {
    Routes.Place place = requireNonNull(routes.find("/things/batch"));

    assertThat(requireNonNull(place.route("GET")).operationId()).isEqualTo("getThing");
    assertThat(place.parameters()).containsExactly(Map.entry("id", "batch"));
  }

  @Test
  void find_parameter_isHandedOver() {
    Routes.Place place = requireNonNull(routes.find("/things/a.b-c"));

    assertThat(place.parameters()).containsExactly(Map.entry("id", "a.b-c"));
  }

  @Test
  void find_trailingSlash_isAnotherPath() {
    assertThat(routes.find("/things/all/")).isNull();
    assertThat(routes.find("/things/")).isNull();
    assertThat(routes.find("/things/x/start/")).isNull();
  }

  @Test
  void find_nothingThere_isNull() {
    assertThat(routes.find("/nothing")).isNull();
    assertThat(routes.find("/things")).isNull();
    assertThat(routes.find("/things/x/stop")).isNull();
    assertThat(routes.find("")).isNotNull();
  }

  @Test
  void place_allowed_hasEveryMethodOfThePath() {
    assertThat(requireNonNull(routes.find("/things/x")).allowed()).containsExactly("GET", "POST");
    assertThat(requireNonNull(routes.find("/things/all")).allowed()).containsExactly("GET");
    assertThat(requireNonNull(routes.find("/things/x")).route("DELETE")).isNull();
    assertThat(requireNonNull(routes.find("/things/x")).route("get")).isNull();
  }

  @Test
  void new_twoRoutesOfOnePathAndMethod_refuses() {
    assertThatThrownBy(() -> new Routes(List.of(get("/a/{id}", "one"), get("/a/{id}", "other"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GET /a/{id}");
  }

  @Test
  void new_twoNamesForOneParameter_refuses() {
    assertThatThrownBy(() -> new Routes(List.of(get("/a/{id}", "one"), post("/a/{name}", "other"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id")
        .hasMessageContaining("name");
  }

  @Test
  void of_chapters_keepsAllInOrder() {
    Routes all = Routes.of(List.of(List.of(get("/a", "a")), List.of(get("/b", "b"))));

    assertThat(all.all()).extracting(Route::operationId).containsExactly("a", "b");
  }

  private String found(String path, String method) {
    return requireNonNull(requireNonNull(routes.find(path)).route(method)).operationId();
  }

  private static Route get(String path, String operationId) {
    return Route.get(path, operationId, Permission.PUBLIC, UNUSED);
  }

  private static Route post(String path, String operationId) {
    return Route.post(path, operationId, Permission.PUBLIC, UNUSED);
  }
}
