package tianniu.matrix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.api.HttpWire;
import tianniu.api.HttpWire.Head;
import tianniu.matrix.Errand.Ask;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All errands of one operation, by every caller, on a server of their own. */
final class Trial {
  private static final Set<String> STOPPED = Set.of("startContainer", "batchStartContainers");
  private static final Set<String> PAUSED = Set.of("unpauseContainer", "batchUnpauseContainers");

  /** What the stage itself has of the backend. */
  private static final Set<String> STAGE_BACKEND =
      Set.of("billing-api", "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6", "api-service-secrets");

  /** What it has without a team: for keys that are bound to nothing. */
  private static final Set<String> STAGE_UNLABELLED =
      Set.of("web-server-1", "worker-1", "cache-1", "billing-secrets");

  private final String permission;
  private final Estate estate;
  private final List<Row> rows = new ArrayList<>();
  private int strangers;

  private Trial(String permission, Estate estate) {
    this.permission = permission;
    this.estate = estate;
  }

  static List<Row> of(Path dataDir, String operation, String permission, List<Errand> errands)
      throws Exception {
    try (Estate estate = Estate.open(dataDir, permission, stateFor(operation))) {
      Trial trial = new Trial(permission, estate);
      for (Errand errand : errands) {
        trial.refused(errand);
        trial.allowed(errand);
      }
      return trial.rows;
    }
  }

  /** The state of a container that the operation is for. */
  static String stateFor(String operation) {
    return STOPPED.contains(operation)
        ? "stopped"
        : PAUSED.contains(operation) ? "paused" : "running";
  }

  /** First those who must get nowhere: after them everything is as it was. */
  private void refused(Errand errand) throws Exception {
    String before = estate.standsAs();
    for (Visitor visitor : Visitor.all()) {
      if (errand.expected(permission, visitor) != Outcome.ALLOWED) {
        run(errand, visitor, Outcome.ALLOWED);
      }
    }
    String after = estate.standsAs();
    if (!before.equals(after)) {
      Visitor any = new Visitor(Standing.NO_KEY, Reach.EVERYWHERE);
      rows.add(
          new Row(
              errand,
              any,
              Outcome.STRANGER,
              Outcome.OTHER,
              List.of("refused calls changed " + before + " to " + after)));
    }
  }

  private void allowed(Errand errand) throws Exception {
    for (Visitor visitor : Visitor.all()) {
      if (errand.expected(permission, visitor) == Outcome.ALLOWED) {
        run(errand, visitor, null);
        for (Side side : errand.spends()) {
          estate.renew(errand.about(), side);
        }
      }
    }
  }

  private void run(Errand errand, Visitor visitor, @Nullable Outcome never) throws Exception {
    Ask ask = errand.ask().apply(estate);
    try (HttpWire wire = HttpWire.to(estate.port())) {
      Head head =
          wire.send(
              ask.method(),
              ask.target(),
              headers(ask, visitor),
              ask.body().getBytes(StandardCharsets.UTF_8));
      String text = text(errand, head, wire);
      Outcome expected = errand.expected(permission, visitor);
      Outcome measured = measured(errand, head.status(), text);
      List<String> holes = new ArrayList<>();
      if (measured != expected || measured == never) {
        holes.add("expected " + expected + ", got " + head.status() + " " + text);
      }
      leaks(errand, visitor, ask, text, holes);
      if (measured == Outcome.ALLOWED && holes.isEmpty()) {
        errand.check().look(visitor.reach(), json(text), estate, holes::add);
      }
      rows.add(new Row(errand, visitor, expected, measured, List.copyOf(holes)));
    }
  }

  /** Of what goes on, the first line where there is one at once. */
  private static String text(Errand errand, Head head, HttpWire wire) throws IOException {
    boolean beginsAtOnce =
        errand.operation().equals("streamContainerStats")
            || errand.operation().equals("listEvents");
    if (beginsAtOnce && isEndless(head)) {
      return new String(wire.bodyUntil(head, _ -> true), StandardCharsets.UTF_8);
    }
    boolean isOpen = head.status() == 101 || isEndless(head);
    return isOpen ? "" : new String(wire.body(head, Integer.MAX_VALUE), StandardCharsets.UTF_8);
  }

  private static boolean isEndless(Head head) {
    String type = head.headers().getOrDefault("content-type", "");
    return type.equals("text/event-stream") || type.equals("application/x-ndjson");
  }

  /** What is sent with a key, where a browser or anybody else has it. */
  static Map<String, String> headers(Ask ask, @Nullable String key) {
    Map<String, String> headers = new HashMap<>(ask.headers());
    String protocol = headers.get("Sec-WebSocket-Protocol");
    if (key != null && protocol != null) {
      headers.put("Sec-WebSocket-Protocol", protocol + ", bearer." + key);
    } else if (key != null) {
      headers.put("Authorization", "Bearer " + key);
    }
    return headers;
  }

  private Map<String, String> headers(Ask ask, Visitor visitor) {
    Map<String, String> headers = headers(ask, estate.key(visitor));
    if (!visitor.standing().hasKey()) {
      strangers++;
      headers.put("X-Forwarded-For", "10.0." + strangers / 200 + "." + (1 + strangers % 200));
    }
    return headers;
  }

  private static Outcome measured(Errand errand, int status, String text) {
    String code = json(text).at("/error/code").asString("");
    return switch (status) {
      case 101, 200 -> Outcome.ALLOWED;
      case 401 -> code.equals("AUTHENTICATION_FAILED") ? Outcome.STRANGER : Outcome.OTHER;
      case 403 -> {
        if (!code.equals("PERMISSION_DENIED")) {
          yield Outcome.OTHER;
        }
        String message = json(text).at("/error/message").asString("");
        // Of the door, or of a part of a call that needs another permission.
        yield message.matches("(This|To .* a key) needs? the permission .*")
            ? Outcome.FORBIDDEN
            : Outcome.BOUND;
      }
      case 404 -> code.equals(errand.about().notFound()) ? Outcome.UNSEEN : Outcome.OTHER;
      case 409 ->
          code.endsWith("_ALREADY_EXISTS") || code.equals("OPERATION_NOT_CANCELLABLE")
              ? Outcome.TAKEN
              : Outcome.OTHER;
      default -> Outcome.OTHER;
    };
  }

  private static JsonNode json(String text) {
    return text.startsWith("{")
        ? JsonMapper.shared().readTree(text)
        : JsonMapper.shared().createObjectNode();
  }

  /** What lies outside of what the caller may see stands nowhere in its answer. */
  private void leaks(Errand errand, Visitor visitor, Ask ask, String text, List<String> holes) {
    if (permission.equals("public")) {
      // The document's examples speak of the stage.
      return;
    }
    boolean isIn = errand.expected(permission, visitor) == Outcome.ALLOWED;
    if (!isIn || visitor.reach() == Reach.FOREIGN) {
      leaksOf(Side.BACKEND, STAGE_BACKEND, ask, text, holes);
    }
    if (!isIn || visitor.reach() == Reach.COVERING) {
      leaksOf(Side.FRONTEND, Set.of(), ask, text, holes);
    }
    if (!isIn || visitor.reach().isScoped()) {
      tell(STAGE_UNLABELLED, text, holes);
    }
  }

  private void leaksOf(
      Side side, Set<String> ofTheStage, Ask ask, String text, List<String> holes) {
    Estate.Holding holding = estate.of(side);
    for (String id : holding.ids()) {
      if (text.contains(id) && !ask.text().contains(id)) {
        holes.add("tells " + id);
      }
    }
    String rest = text;
    for (Kind kind : Kind.values()) {
      // A caller may be told what it says itself.
      if (ask.text().contains(holding.name(kind))) {
        rest = rest.replace(holding.name(kind), "");
      }
    }
    tell(Set.of(side.word()), rest, holes);
    tell(ofTheStage, text, holes);
  }

  private static void tell(Set<String> words, String text, List<String> holes) {
    for (String word : words) {
      if (text.contains(word)) {
        holes.add("tells " + word + ": " + text);
      }
    }
  }
}
