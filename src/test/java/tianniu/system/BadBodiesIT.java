package tianniu.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are no JSON, or JSON of another shape. */
@SystemTest
class BadBodiesIT {
  private final Api api;

  BadBodiesIT(Api api) {
    this.api = api;
  }

  private Answer create(byte[] body) {
    return api.send(
        api.request("/containers")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[]",
        "null",
        "1",
        "\"text\"",
        "true",
        "{name:1}",
        "{'name':'a'}",
        "{\"name\":\"a\",}",
        "{\"name\":\"a\"} trailing",
        "{\"name\":\"a\"}{\"name\":\"b\"}",
        "{\"name\":NaN}",
        "{/* comment */}",
        "{\"name\":\"a\u0001b\"}",
        "{\"name\":\"\\ud800\"}",
        "{\"name\":\"\\q\"}"
      })
  void create_withoutAWholeObject_isInvalid(String body) {
    api.post("/containers", body).refused("INVALID_PARAMETER");
  }

  @Test
  void create_withBrokenUtf8_isInvalid() {
    String name = Docker.newName("utf8");
    byte[] body =
        ("{\"name\":\""
                + name
                + "\",\"image\":\""
                + Docker.BUSYBOX
                + "\",\"labels\":{\"a\":\"\u00ff\u00fe\"}}")
            .getBytes(ISO_8859_1);

    create(body).refused("INVALID_PARAMETER");
    api.get("/containers/" + name).refused("CONTAINER_NOT_FOUND");
  }

  @Test
  void create_withUtf16_isInvalid() {
    create(Body.sleeper("utf16").toString().getBytes(java.nio.charset.StandardCharsets.UTF_16LE))
        .refused("INVALID_PARAMETER");
  }

  @Test
  void create_withAKeyTwice_isInvalid() {
    String name = Docker.newName("twice");
    String body =
        "{\"name\":\"%s\",\"image\":\"%s\",\"image\":\"other:1\"}".formatted(name, Docker.BUSYBOX);

    create(body.getBytes(UTF_8)).refused("INVALID_PARAMETER");
    api.get("/containers/" + name).refused("CONTAINER_NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource({"[,]", "'{\"a\":',}"})
  void create_nestedTenThousandDeep_isInvalid(String open, String close) {
    String deep = open.repeat(10_000) + "1" + close.repeat(10_000);

    api.post("/containers", "{\"name\":\"deep\",\"labels\":" + deep + "}")
        .refused("INVALID_PARAMETER");
  }

  @Test
  void create_withANumberOfAHundredThousandDigits_isInvalid() {
    api.post("/containers", "{\"resource_limits\":{\"cpu\":" + "9".repeat(100_000) + "}}")
        .refused("INVALID_PARAMETER");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nmae                        | {\"nmae\":\"x\"}",
        "privileged                  | {\"privileged\":true}",
        "Labels                      | {\"Labels\":{}}",
        "ports[0].extrenal           | {\"ports\":[{\"internal\":80,\"extrenal\":81}]}",
        "volumes[1].readonly         | {\"volumes\":[{\"host_path\":\"a\",\"container_path\":\"/a\"},{\"host_path\":\"b\",\"container_path\":\"/b\",\"readonly\":true}]}",
        "resource_limits.gpu         | {\"resource_limits\":{\"gpu\":\"1\"}}",
        "health_check.path           | {\"health_check\":{\"path\":\"/\"}}",
        "restart_policy.kind         | {\"restart_policy\":{\"kind\":\"always\"}}",
        "environment_variables[0].val | {\"environment_variables\":[{\"name\":\"A\",\"val\":\"x\"}]}"
      })
  void create_withAnUnknownField_namesItsPath(String path, String fields) {
    String body =
        "{\"name\":\"%s\",\"image\":\"%s\",%s"
            .formatted(Docker.newName("typo"), Docker.BUSYBOX, fields.substring(1));

    var error = api.post("/containers", body).refused("INVALID_PARAMETER");

    assertThat(Json.texts(error.at("/details/violations"), "field")).contains(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name                  | 7",
        "name                  | [\"a\"]",
        "image                 | {\"x\":1}",
        "labels                | [\"a=b\"]",
        "labels.a              | {\"a\":{\"b\":1}}",
        "ports                 | {\"internal\":80}",
        "ports[0]              | [80]",
        "ports[0].internal     | [{\"internal\":\"eighty\"}]",
        "ports[0].internal     | [{\"internal\":80.5}]",
        "volumes               | \"/a:/b\"",
        "environment_variables | {\"A\":\"b\"}",
        "command               | \"sleep 1\"",
        "command[1]            | [\"sleep\",{\"x\":1}]",
        "network               | 5",
        "resource_limits       | \"1GB\"",
        "restart_policy        | \"always\"",
        "health_check.retries  | {\"endpoint\":\"http://localhost/\",\"retries\":\"many\"}"
      })
  void create_withAFieldOfAnotherType_namesItsPath(String path, String value) {
    Body body = Body.sleeper("type").json(path.replaceAll("[.\\[].*", ""), value);

    var error = api.create(body).refused("INVALID_PARAMETER");

    assertThat(Json.texts(error.at("/details/violations"), "field")).contains(path);
  }

  @Test
  void exec_withABodyThatIsNoObject_isInvalid() {
    api.post("/containers/none/exec", "[1]").refusedAsCallersFault();
  }

  @Test
  void batch_withBrokenJson_isInvalid() {
    api.post("/containers/batch/stop", "{\"container_ids\":[").refused("INVALID_PARAMETER");
  }

  @Test
  void refusal_neverRepeatsTheParsersWords() {
    Answer answer = api.post("/containers", "{\"name\": <html>");

    answer.refused("INVALID_PARAMETER");
    assertThat(answer.body()).doesNotContain("jackson", "Exception", "tianniu.", "at [Source");
  }

  @Test
  void action_withAnEmptyObjectAsBody_isAccepted() {
    String id = api.sleeper();

    api.post("/containers/" + id + "/stop?timeout=1", Json.write(Map.of())).ok();
  }
}
