package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Query parameters that are unknown, repeated or unparsable: refused by name, never guessed at. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadParametersIT {
  private final Api api;
  private String id = "";

  BadParametersIT(Api api) {
    this.api = api;
  }

  @BeforeAll
  void aContainer() {
    id = api.sleeper();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "101",
        "-1",
        "abc",
        "1.5",
        "+5",
        "%2B5",
        "99999999999",
        "1e1",
        "0x10",
        "%201",
        "１"
      })
  void limit_outsideItsBounds_isRefused(String limit) {
    String encoded = limit.equals("１") ? Api.encode(limit) : limit;

    api.get("/containers?limit=" + encoded).refusedParameter("limit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "abc", "1.5", "99999999999999999999"})
  void offset_unparsable_isRefused(String offset) {
    api.get("/containers?offset=" + offset).refusedParameter("offset");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bogus", "RUNNING", "running,stopped"})
  void status_unknown_isRefused(String status) {
    api.get("/containers?status=" + status).refusedParameter("status");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/containers", "/containers/ID", "/containers/ID/logs", "/containers/ID/stats"})
  void parameter_unknown_isRefused(String path) {
    api.get(path.replace("ID", id) + "?colour=red").refusedParameter("colour");
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "stop", "restart", "pause", "unpause"})
  void parameter_unknownOnAnAction_isRefused(String action) {
    api.post("/containers/" + id + "/" + action + "?colour=red").refusedParameter("colour");
  }

  @Test
  void parameter_misspelt_isRefused() {
    api.post("/containers/" + id + "/stop?Timeout=3").refusedParameter("Timeout");
  }

  @Test
  void timeout_onStart_isUnknown() {
    api.post("/containers/" + id + "/start?timeout=3").refusedParameter("timeout");
  }

  @ParameterizedTest
  @CsvSource({
    "limit, /containers?limit=1&limit=2",
    "offset, /containers?offset=1&offset=1",
    "status, /containers?status=running&status=paused",
    "tail, /containers/ID/logs?tail=1&tail=2",
    "interval, /containers/ID/stats?interval=1s&interval=2s"
  })
  void parameter_repeated_isRefused(String parameter, String path) {
    api.get(path.replace("ID", id)).refusedParameter(parameter);
  }

  @ParameterizedTest
  @CsvSource({
    "tail, tail=-1",
    "tail, tail=abc",
    "tail, tail=1.5",
    "tail, tail=ALLE",
    "tail, tail=99999999999999999999",
    "since, since=yesterday",
    "since, since=2023-13-45T00:00:00Z",
    "until, until=soon",
    "follow, follow=maybe",
    "follow, follow=2",
    "stream, stream=stdin"
  })
  void logs_withABadParameter_areRefused(String parameter, String query) {
    api.get("/containers/" + id + "/logs?" + query).refusedParameter(parameter);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "61s", "abc", "-1s", "1x", "999ms", "99999999999999s"})
  void interval_outsideItsBounds_isRefused(String interval) {
    api.get("/containers/" + id + "/stats?interval=" + interval).refusedParameter("interval");
  }

  @ParameterizedTest
  @CsvSource({
    "stop, -1",
    "stop, abc",
    "stop, 1.5",
    "restart, -1",
    "restart, x",
    "stop, 99999999999"
  })
  void timeout_unparsable_isRefusedAndNothingIsDone(String action, String timeout) {
    api.post("/containers/" + id + "/" + action + "?timeout=" + timeout)
        .refusedParameter("timeout");
    assertThat(api.status(id)).isEqualTo("running");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1s", "soon"})
  void wait_unparsable_isRefused(String wait) {
    api.post("/containers/" + id + "/stop?wait=" + wait).refusedParameter("wait");
  }

  @ParameterizedTest
  @CsvSource({"force, force=maybe", "force, force=2", "remove_volumes, remove_volumes=perhaps"})
  void delete_withABadParameter_isRefused(String parameter, String query) {
    api.delete("/containers/" + id + "?" + query).refusedParameter(parameter);
  }

  @Test
  void unknownContainer_withABadParameter_isTheCallersFault() {
    api.get("/containers/none/logs?tail=x").refusedAsCallersFault();
  }
}
