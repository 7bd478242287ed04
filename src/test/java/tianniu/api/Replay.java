package tianniu.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One example of the document, asked of a server.
 *
 * @param operationId or the name of an answer that belongs to no operation
 * @param method unless the example has its own
 * @param path unless the example has a target of its own
 * @param response in the document
 */
record Replay(
    ApiDocument document,
    String operationId,
    String method,
    String path,
    JsonNode response,
    ApiExample example) {
  private static final AtomicInteger STRANGERS = new AtomicInteger();

  private static final String REQUEST_ID = "req-7f3a9c1e5b2d4860";

  static Replay of(ApiOperation.Answer answer, ApiExample example) {
    ApiOperation operation = answer.operation();
    return new Replay(
        operation.document(),
        operation.id(),
        operation.method(),
        operation.path(),
        answer.node(),
        example);
  }

  static Replay withoutOperation(ApiDocument document, ApiExample example) {
    String name = example.name().split(" ", 2)[0];
    JsonNode response = document.root().path("components").path("responses").path(name);
    return new Replay(document, name, "", "", response, example);
  }

  /** The code of an error; empty for a success. */
  String code() {
    return example.body().path("error").path("code").asString("");
  }

  /** Sends the request and holds the answer to the example and to its schema. */
  void run(World world) throws IOException {
    ExampleRequest request = example.request();
    String asked = request.node().path("method").asString(method);
    String target = request.node().path("target").asString("");
    try (HttpWire wire = connect(request, world)) {
      HttpWire.Head head =
          wire.send(
              asked,
              world.real(target.isEmpty() ? target(request) : target),
              headers(request, world),
              body(request));
      if (head.status() == 101 && example.status() == 101) {
        checkHeaders(head);
        talk(head, wire);
        return;
      }
      byte[] shown = shown(world);
      String shownText = new String(shown, StandardCharsets.UTF_8);
      byte[] body =
          isEndless()
              ? wire.bodyUntil(head, text -> stream().isAsLong(shownText, text))
              : wire.body(head, Integer.MAX_VALUE);
      String text = new String(body, StandardCharsets.UTF_8);
      assertThat(head.status()).as(text).isEqualTo(example.status());
      checkHeaders(head);
      checkBody(shown, body, text);
    }
  }

  /** Each wrong key comes from another address: many from one would be answered slowly. */
  private static HttpWire connect(ExampleRequest request, World world) throws IOException {
    if (!request.key().equals("unknown")) {
      return HttpWire.to(world.port());
    }
    byte[] address = {127, 0, 1, (byte) (1 + STRANGERS.getAndIncrement() % 250)};
    return HttpWire.from(InetAddress.getByAddress(address), world.port());
  }

  private String target(ExampleRequest request) {
    StringBuilder target = new StringBuilder(path);
    request
        .path()
        .forEach(
            (name, value) -> {
              int start = target.indexOf("{" + name + "}");
              target.replace(start, start + name.length() + 2, encoded(value));
            });
    List<String> pairs = new ArrayList<>();
    request
        .query()
        .forEach(
            (name, values) ->
                values.forEach(value -> pairs.add(encoded(name) + "=" + encoded(value))));
    return pairs.isEmpty() ? target.toString() : target + "?" + String.join("&", pairs);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Map<String, String> headers(ExampleRequest request, World world)
      throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Request-Id", REQUEST_ID);
    if (!request.key().equals("none")) {
      headers.put("Authorization", "Bearer " + world.ready(request.key()));
    }
    headers.putAll(request.headers());
    return headers;
  }

  private static byte[] body(ExampleRequest request) {
    JsonNode node = request.node();
    if (node.has("body_bytes")) {
      byte[] bytes = new byte[node.path("body_bytes").asInt()];
      Arrays.fill(bytes, (byte) ' ');
      return bytes;
    }
    String text =
        node.has("body_text")
            ? node.path("body_text").asString()
            : node.has("body") ? node.path("body").toString() : "";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] shown(World world) {
    if (example.node().has("externalValue")) {
      return ApiDocument.bytes();
    }
    JsonNode body = example.body();
    String text = body.isString() ? body.asString() : body.toString();
    return world.real(text).getBytes(StandardCharsets.UTF_8);
  }

  private boolean isEndless() {
    return switch (example.mediaType()) {
      case "application/x-ndjson", "text/event-stream" -> true;
      default -> false;
    };
  }

  private void checkHeaders(HttpWire.Head head) {
    assertThat(head.headers()).containsEntry("x-request-id", REQUEST_ID);
    if (!example.mediaType().isEmpty()) {
      assertThat(head.headers()).containsEntry("content-type", example.mediaType());
    }
    assertThat(HeaderCheck.faults(document, response, head.headers())).isEmpty();
    JsonNode allowed = example.body().at("/error/details/allowed");
    if (example.status() == 405) {
      List<String> methods = allowed.valueStream().map(JsonNode::asString).toList();
      assertThat(head.headers()).containsEntry("allow", String.join(", ", methods));
    }
  }

  private void checkBody(byte[] shown, byte[] body, String text) {
    switch (example.mediaType()) {
      case "application/json" -> {
        JsonNode answer = read(body);
        assertThat(Likeness.differences(operationId, read(shown), answer)).as(text).isEmpty();
        checkSchema(response.at("/content/application~1json/schema"), answer);
      }
      case "application/x-ndjson", "text/event-stream" ->
          assertThat(stream().differences(new String(shown, StandardCharsets.UTF_8), text))
              .as(text)
              .isEmpty();
      case "application/yaml" -> assertThat(body).isEqualTo(shown);
      default -> throw new IllegalStateException("no check for " + example.mediaType());
    }
  }

  private StreamLikeness stream() {
    JsonNode content = response.path("content").path(example.mediaType());
    return new StreamLikeness(document, operationId, content);
  }

  private void checkSchema(JsonNode schema, JsonNode answer) {
    assertThat(SchemaCheck.ofAnswer(document, schema, answer)).isEmpty();
  }

  /** Types a command, sees its echo and its output, and leaves the shell. */
  private void talk(HttpWire.Head head, HttpWire wire) throws IOException {
    // The answer to the nonce of RFC 6455, which the document's handshake has too.
    assertThat(head.headers())
        .containsEntry("upgrade", "websocket")
        .containsEntry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    TerminalTalk terminal = new TerminalTalk(wire);
    terminal.type("stty size; echo and $((40+2))\n");
    terminal.awaitShown("stty size; echo and $((40+2))");
    terminal.awaitShown("40 120");
    terminal.awaitShown("and 42");
    JsonNode control = document.schema("TerminalControl").path("examples").get(0);
    terminal.control(control.toString());
    terminal.type("stty size\n");
    terminal.awaitShown("24 80");
    terminal.type("exit 7\n");
    JsonNode end = read(terminal.awaitEnd().getBytes(StandardCharsets.UTF_8));
    checkSchema(document.schema("TerminalEnd"), end);
    assertThat(end.path("exit_code").asInt()).isEqualTo(7);
    assertThat(terminal.awaitClose()).isEqualTo(1000);
  }

  private static JsonNode read(byte[] json) {
    return JsonMapper.shared().readTree(json);
  }

  @Override
  public String toString() {
    return example.name().replaceFirst(" ", " / ");
  }
}
