package tianniu.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tianniu.api.ApiDocument;
import tianniu.api.ApiOperation;
import tianniu.api.HeaderCheck;
import tianniu.api.SchemaCheck;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds an answer to the document. */
final class Judge {
  private final ApiDocument document;
  private final Shot shot;
  private final Got got;
  private final List<String> faults = new ArrayList<>();

  private Judge(ApiDocument document, Shot shot, Got got) {
    this.document = document;
    this.shot = shot;
    this.got = got;
  }

  /** What is wrong with the answer; empty when nothing is. */
  static List<String> faults(ApiDocument document, Shot shot, Got got) {
    Judge judge = new Judge(document, shot, got);
    judge.judge();
    return judge.faults;
  }

  private void judge() {
    if (got.status() == 0) {
      if (shot.answered()) {
        faults.add("no answer");
      }
      return;
    }
    if (!got.headers().containsKey("x-request-id")) {
      faults.add(got.status() + " without X-Request-Id");
    }
    // Commands that are killed at their time are the only thing that fails on a healthy engine.
    if (got.status() >= 500 && got.status() != 504) {
      faults.add("status " + got.status() + " " + code());
    }
    judgeHeaders();
    if (shot.head() || got.status() == 101 || got.status() == 204) {
      return;
    }
    if (!got.whole() && !got.isStream()) {
      faults.add(got.status() + " broke off");
      return;
    }
    if (shot.operation() != null) {
      judgeAs(answer());
    } else if (got.status() >= 400) {
      judgeError(document.schema("Error"));
      int status = document.codeTable().path(code()).path("status").asInt();
      if (status != got.status()) {
        faults.add("code " + code() + " with status " + got.status());
      }
    }
  }

  private void judgeHeaders() {
    ApiOperation.Answer answer = answer();
    if (answer != null) {
      told(HeaderCheck.faults(document, answer.node(), got.headers()));
    } else if (shot.operation() == null && got.status() >= 400 && !shot.head()) {
      told(HeaderCheck.faultsOfError(document, code(), got.headers()));
    }
  }

  private void told(List<String> found) {
    found.forEach(fault -> faults.add(got.status() + " with " + fault));
  }

  /** What the document says of such an answer; null when that is nothing. */
  private ApiOperation.@Nullable Answer answer() {
    ApiOperation operation = shot.operation();
    return operation == null
        ? null
        : operation.answers().stream()
            .filter(each -> each.status() == got.status())
            .findFirst()
            .orElse(null);
  }

  private void judgeAs(ApiOperation.@Nullable Answer answer) {
    if (answer == null) {
      faults.add("undocumented status " + got.status() + " " + code());
      return;
    }
    JsonNode content = answer.node().path("content").path(got.mediaType());
    if (content.isMissingNode()) {
      faults.add(got.status() + " with undocumented content type '" + got.mediaType() + "'");
    } else if (got.status() >= 400) {
      judgeError(content.path("schema"));
      if (!answer.codes().contains(code())) {
        faults.add("undocumented code " + code() + " of " + got.status());
      }
    } else if (got.isStream()) {
      judgeStream(content);
    } else if (got.mediaType().equals("application/json")) {
      check(content.path("schema"), text());
    }
  }

  private void judgeError(JsonNode schema) {
    if (!got.mediaType().equals("application/json")) {
      faults.add(got.status() + " with content type '" + got.mediaType() + "'");
      return;
    }
    check(schema, text());
    String id = json(text()).at("/error/request_id").asString("");
    if (!Objects.equals(got.headers().get("x-request-id"), id)) {
      faults.add("request_id is not that of the header");
    }
  }

  private void judgeStream(JsonNode content) {
    String body = text();
    // The last part may be half of one.
    int end = body.lastIndexOf(content.has("x-line") ? "\n" : "\n\n");
    String event = "message";
    for (String line : body.substring(0, Math.max(0, end)).lines().toList()) {
      if (content.has("x-line")) {
        check(content.path("x-line"), line);
      } else if (line.startsWith("event: ")) {
        event = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        JsonNode schema = content.path("x-events").path(event);
        if (schema.isMissingNode()) {
          faults.add("undocumented event " + event);
        } else {
          check(schema, line.substring("data: ".length()));
        }
        event = "message";
      }
    }
  }

  private void check(JsonNode schema, String json) {
    JsonNode value = json(json);
    if (value.isMissingNode()) {
      faults.add(got.status() + " whose body is no JSON");
    } else if (!schema.isMissingNode()) {
      SchemaCheck.ofAnswer(document, schema, value)
          .forEach(fault -> faults.add(got.status() + " of wrong shape: " + fault));
    }
  }

  private String code() {
    return json(text()).at("/error/code").asString("?");
  }

  private String text() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(got.body())).toString();
    } catch (CharacterCodingException _) {
      return "not UTF-8";
    }
  }

  private static JsonNode json(String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException _) {
      return tools.jackson.databind.node.MissingNode.getInstance();
    }
  }
}
