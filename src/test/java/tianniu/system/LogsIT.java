package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Logs that are read once: twelve lines, of which every third went to stderr. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogsIT {
  private static final int LINES = 12;

  private final Api api;
  private final Docker docker;
  private String id = "";
  private List<JsonNode> all = List.of();

  LogsIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  @BeforeAll
  void twelveLines() {
    // Each when the one before it is in the log: the engine reads the two streams side by side.
    id = api.running("sh", "-c", "while [ ! -e /end ]; do sleep 0.1; done");
    for (int i = 1; i <= LINES; i++) {
      api.exec(id, "sh", "-c", "echo line-" + i + " > /proc/1/fd/" + (i % 3 == 0 ? 2 : 1));
      api.awaitMessage(id, "line-" + i);
    }
    api.exec(id, "touch", "/end");
    api.awaitStatus(id, "stopped");
    all = entries("tail=all");
  }

  private List<JsonNode> entries(String query) {
    return Json.elements(api.get("/containers/" + id + "/logs?" + query).ok().path("logs"));
  }

  private List<String> messages(String query) {
    return entries(query).stream().map(entry -> entry.path("message").asString()).toList();
  }

  private static List<String> lines(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "line-" + i).toList();
  }

  private String timestamp(int line) {
    return all.get(line - 1).path("timestamp").asString();
  }

  @Test
  void answer_hasTheDocumentedFieldsInOrder() {
    JsonNode answer = api.get("/containers/" + id + "/logs").ok();

    Json.assertFieldsInOrder(answer, "container_id", "logs");
    assertThat(answer.path("container_id").asString()).isEqualTo(id);
    for (JsonNode entry : answer.path("logs")) {
      Json.assertFieldsInOrder(entry, "timestamp", "stream", "message");
      Json.assertText(entry.path("timestamp"), Json.MICROSECONDS);
      Json.assertText(entry.path("stream"), "stdout|stderr");
    }
  }

  @Test
  void lines_comeOldestFirstWithTheirStream() {
    assertThat(messages("tail=all")).isEqualTo(lines(1, LINES));
    assertThat(all.stream().map(entry -> Instant.parse(entry.path("timestamp").asString())))
        .isSorted();
    for (int i = 1; i <= LINES; i++) {
      assertThat(all.get(i - 1).path("stream").asString())
          .isEqualTo(i % 3 == 0 ? "stderr" : "stdout");
    }
  }

  @Test
  void tail_givesTheLastLines() {
    assertThat(messages("tail=3")).isEqualTo(lines(10, 12));
    assertThat(messages("tail=1")).isEqualTo(lines(12, 12));
    assertThat(messages("tail=1000000")).isEqualTo(lines(1, 12));
  }

  @Test
  void tailOfZero_givesNothing() {
    assertThat(entries("tail=0")).isEmpty();
  }

  @Test
  void tail_byDefaultIsAHundred() {
    String long120 = api.finished("seq 1 120");

    List<String> messages =
        Json.texts(api.get("/containers/" + long120 + "/logs").ok().path("logs"), "message");

    assertThat(messages).hasSize(100).startsWith("21").endsWith("120");
  }

  @Test
  void since_isInclusive() {
    assertThat(messages("tail=all&since=" + timestamp(5))).isEqualTo(lines(5, 12));
  }

  @Test
  void until_isExclusive() {
    assertThat(messages("tail=all&until=" + timestamp(5))).isEqualTo(lines(1, 4));
  }

  @Test
  void sinceAndUntil_cutBothWays() {
    assertThat(messages("tail=all&since=" + timestamp(4) + "&until=" + timestamp(8)))
        .isEqualTo(lines(4, 7));
  }

  @Test
  void since_withAnOffsetFromUtc_isTheSameInstant() {
    String shifted =
        Instant.parse(timestamp(5)).atOffset(java.time.ZoneOffset.ofHours(8)).toString();

    assertThat(messages("tail=all&since=" + Api.encode(shifted))).isEqualTo(lines(5, 12));
  }

  @Test
  void since_inTheFuture_givesNothing() {
    assertThat(entries("tail=all&since=2999-01-01T00:00:00Z")).isEmpty();
  }

  @Test
  void tail_withUntil_givesTheLastLinesBeforeIt() {
    assertThat(messages("tail=2&until=" + timestamp(8))).isEqualTo(lines(6, 7));
  }

  @Test
  void stream_selects() {
    assertThat(messages("tail=all&stream=stderr"))
        .containsExactly("line-3", "line-6", "line-9", "line-12");
    assertThat(messages("tail=all&stream=stdout")).hasSize(8).doesNotContain("line-3");
  }

  @Test
  void tail_countsTheLinesOfTheStreamAskedFor() {
    assertThat(messages("tail=2&stream=stderr")).containsExactly("line-9", "line-12");
  }

  @Test
  void contains_selects() {
    assertThat(messages("tail=all&contains=line-1"))
        .containsExactly("line-1", "line-10", "line-11", "line-12");
    assertThat(messages("tail=all&contains=Line-1")).isEmpty();
    assertThat(messages("tail=all&contains=.*")).isEmpty();
  }

  @Test
  void bytesThatAreNoText_areReplacedAndHarmNothingElse() {
    String odd =
        api.finished(
            "printf 'before\\n\\377\\376\\n\\000nul\\nquote\"\\\\\\ttab\\n天牛\\n\\nafter\\n'");

    List<String> messages = api.messages(odd);

    assertThat(messages).hasSize(7).startsWith("before").endsWith("天牛", "", "after");
    assertThat(messages.get(1)).matches("\ufffd+");
    assertThat(messages.get(2)).endsWith("nul");
    assertThat(messages.get(3)).isEqualTo("quote\"\\\ttab");
  }

  @Test
  void lastLine_withoutItsEnd_isThere() {
    assertThat(api.messages(api.finished("printf 'one\\ntwo'"))).containsExactly("one", "two");
  }

  @Test
  void carriageReturnsInALine_areKept() {
    assertThat(api.messages(api.finished("printf 'a\\rb\\n'"))).containsExactly("a\rb");
  }

  @Test
  void line_ofFortyKibibytes_isOneLine() {
    List<String> messages =
        api.messages(api.finished("head -c 40960 /dev/zero | tr '\\0' x; echo; echo end"));

    assertThat(messages).hasSize(2).endsWith("end");
    assertThat(messages.getFirst()).hasSize(40_960).containsOnlyOnce("x".repeat(40_960));
  }

  @Test
  void line_ofTwoMebibytes_losesNothing() {
    List<String> messages =
        api.messages(api.finished("head -c 2097152 /dev/zero | tr '\\0' x; echo; echo end"));

    assertThat(messages).endsWith("end");
    assertThat(
            messages.stream()
                .filter(message -> message.startsWith("x"))
                .mapToInt(String::length)
                .sum())
        .isEqualTo(2 << 20);
  }

  @Test
  void tty_isOneStreamWithoutCarriageReturns() {
    String name =
        docker.foreign("tty", List.of("-t"), Docker.BUSYBOX, "sh", "-c", "echo out; echo err >&2");
    String foreign = docker.fullId(name).substring(0, 32);
    api.awaitStatus(foreign, "stopped");

    JsonNode logs = api.get("/containers/" + foreign + "/logs").ok().path("logs");

    assertThat(Json.texts(logs, "message")).containsExactly("out", "err");
    assertThat(Json.texts(logs, "stream")).containsOnly("stdout");
  }

  @Test
  void logs_ofAnUnknownContainer_areNotFound() {
    api.get("/containers/st-nobody/logs").refused("CONTAINER_NOT_FOUND");
    api.get("/containers/st-nobody/logs?follow=true").refused("CONTAINER_NOT_FOUND");
  }

  @Test
  void logs_ofASilentContainer_areEmpty() {
    assertThat(api.get("/containers/" + api.finished("true") + "/logs").ok().path("logs"))
        .isEqualTo(Json.read("[]"));
  }
}
