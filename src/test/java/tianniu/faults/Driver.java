package tianniu.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One client of the mixed load: asks, writes down every answer, and stops at the first that does
 * not come. What it makes is touched by nobody else.
 */
final class Driver {
  private static final int FEWEST = 3;
  private static final int MOST = 7;
  private static final List<Verb> LATER =
      List.of(Verb.START, Verb.STOP, Verb.RESTART, Verb.PAUSE, Verb.UNPAUSE, Verb.DELETE);

  private final String prefix;
  private final Random random;
  private final boolean keys;
  private final Tally tally;
  private final List<Subject> subjects = new ArrayList<>();
  private final List<Repeat> repeats = new ArrayList<>();
  private int made;

  /**
   * @param keys whether the server knows the header Idempotency-Key
   */
  Driver(String prefix, long seed, boolean keys, Tally tally) {
    this.prefix = prefix;
    this.random = new Random(seed);
    this.keys = keys;
    this.tally = tally;
  }

  /** A request with a key that was not answered, to be sent again. */
  private record Repeat(Verb verb, List<Subject> about, String path, String body, String key) {}

  List<Subject> subjects() {
    return subjects;
  }

  /** Asks for one thing after the other until an answer does not come, or it is enough. */
  void load(Client client, BooleanSupplier isEnough) throws InterruptedException {
    try {
      while (!isEnough.getAsBoolean()) {
        step(client);
        Thread.sleep(random.nextInt(30));
      }
    } catch (IOException _) {
      // The server was killed: what was in hand has been noted.
    }
  }

  private void step(Client client) throws IOException, InterruptedException {
    subjects.removeIf(subject -> subject.status().equals(Subject.GONE) && subject.open().isEmpty());
    long present =
        subjects.stream().filter(subject -> !subject.status().equals(Subject.GONE)).count();
    if (present < FEWEST || (present < MOST && random.nextInt(4) == 0)) {
      create(client);
      return;
    }
    Verb verb = LATER.get(random.nextInt(LATER.size()));
    List<Subject> fit =
        new ArrayList<>(subjects.stream().filter(s -> verb.isAllowedIn(s.status())).toList());
    Collections.shuffle(fit, random);
    if (fit.isEmpty() || (verb == Verb.DELETE && present <= FEWEST)) {
      return;
    }
    if (fit.size() > 1 && random.nextInt(3) == 0) {
      batch(client, verb, fit.subList(0, Math.min(3, fit.size())));
    } else {
      act(client, verb, fit.getFirst());
    }
  }

  // --- one at a time

  private void create(Client client) throws IOException, InterruptedException {
    Subject subject =
        new Subject(prefix + "-" + ++made, random.nextInt(8) == 0, keys ? maybeKey() : "");
    subjects.add(subject);
    String body = body(subject);
    String path = "/containers" + (random.nextBoolean() ? "" : "?wait=5s");
    Client.Answer answer =
        asked(client, Verb.CREATE, List.of(subject), path, body, subject.idempotencyKey());
    created(subject, answer, false);
  }

  private void created(Subject subject, Client.Answer answer, boolean again) {
    if (!answer.isOk()) {
      refused(answer);
      if (again) {
        tally.problem(
            "the same creation with the same key was refused: " + answer + "; " + subject);
      }
      subject.settled(Subject.GONE, 0);
      return;
    }
    tally.accepted(Verb.CREATE);
    String id = answer.json().path("id").asString("");
    if (again && !subject.id().isEmpty() && !subject.id().equals(id)) {
      tally.problem("the same key has made another container: " + id + "; " + subject);
    }
    subject.answeredId(id);
    if (again) {
      subject.repeated(Verb.CREATE, answer.operation());
    } else {
      subject.accepted(Verb.CREATE, answer.operation());
    }
  }

  private String body(Subject subject) {
    String script =
        random.nextInt(4) == 0
            ? "trap '' TERM INT; while :; do sleep 1; done"
            : "trap 'exit 0' TERM INT; sleep 100000 & wait";
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", subject.name());
    body.put("image", "tianniu-lab/busybox:1");
    body.put(
        "command", subject.fails() ? List.of("/no/such/command") : List.of("sh", "-c", script));
    body.put("labels", Map.of("faults", "rounds"));
    return Client.JSON.writeValueAsString(body);
  }

  private void act(Client client, Verb verb, Subject subject)
      throws IOException, InterruptedException {
    String wait = random.nextInt(3) == 0 ? "&wait=5s" : "";
    String path = "/containers/" + subject.id();
    path +=
        switch (verb) {
          case DELETE -> "?force=true" + wait;
          case STOP, RESTART -> "/" + verb.word() + "?timeout=1" + wait;
          case CREATE, START, PAUSE, UNPAUSE -> "/" + verb.word() + wait.replace('&', '?');
        };
    Client.Answer answer = asked(client, verb, List.of(subject), path, null, "");
    if (answer.isOk()) {
      tally.accepted(verb);
      subject.accepted(verb, answer.operation());
    } else {
      refused(answer);
    }
  }

  // --- several at a time

  private void batch(Client client, Verb verb, List<Subject> about)
      throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("container_ids", about.stream().map(Subject::id).toList());
    switch (verb) {
      case STOP, RESTART -> body.put("timeout", 1);
      case DELETE -> body.put("force", true);
      case CREATE, START, PAUSE, UNPAUSE -> {}
    }
    String path = "/containers/batch/" + verb.word();
    String key = keys ? maybeKey() : "";
    String text = Client.JSON.writeValueAsString(body);
    batched(verb, about, asked(client, verb, about, path, text, key), false);
  }

  private void batched(Verb verb, List<Subject> about, Client.Answer answer, boolean again) {
    if (!answer.isOk()) {
      refused(answer);
      if (again) {
        tally.problem("the same batch with the same key was refused: " + answer);
      }
      return;
    }
    for (JsonNode result : results(answer)) {
      for (Subject subject : about) {
        if (!subject.id().equals(result.path("id").asString(""))) {
          continue;
        }
        String operation = result.path("operation_id").asString("");
        if (result.has("error")) {
          tally.refused(result.at("/error/code").asString(""));
        } else if (again) {
          tally.accepted(verb);
          subject.repeated(verb, operation);
        } else {
          tally.accepted(verb);
          subject.accepted(verb, operation);
        }
      }
    }
  }

  private static Iterable<JsonNode> results(Client.Answer answer) {
    return answer.json().path("results");
  }

  // --- what was sent and not answered

  private Client.Answer asked(
      Client client, Verb verb, List<Subject> about, String path, @Nullable String body, String key)
      throws IOException, InterruptedException {
    try {
      return client.call(
          verb == Verb.DELETE && body == null ? "DELETE" : "POST",
          path,
          body,
          key.isEmpty() ? Map.of() : Map.of("Idempotency-Key", key));
    } catch (IOException e) {
      if (!(e instanceof java.net.ConnectException)) {
        tally.unanswered();
        about.forEach(subject -> subject.unanswered(verb));
        if (!key.isEmpty() && body != null) {
          repeats.add(new Repeat(verb, List.copyOf(about), path, body, key));
        }
      } else if (verb == Verb.CREATE) {
        subjects.removeAll(about);
      }
      throw e;
    }
  }

  /** Sends again what had a key and no answer: all of it must have happened once at the end. */
  void repeat(Client client) throws IOException, InterruptedException {
    for (Repeat repeat : repeats) {
      tally.repeated();
      Client.Answer answer = again(client, repeat);
      if (repeat.verb() == Verb.CREATE) {
        created(repeat.about().getFirst(), answer, true);
      } else {
        batched(repeat.verb(), repeat.about(), answer, true);
      }
    }
    repeats.clear();
  }

  /** The same request, until nobody is at it any more. */
  private static Client.Answer again(Client client, Repeat repeat)
      throws IOException, InterruptedException {
    Map<String, String> key = Map.of("Idempotency-Key", repeat.key());
    Client.Answer answer = client.call("POST", repeat.path(), repeat.body(), key);
    while (answer.code().equals("IDEMPOTENCY_KEY_IN_USE")) {
      Thread.sleep(200);
      answer = client.call("POST", repeat.path(), repeat.body(), key);
    }
    return answer;
  }

  private void refused(Client.Answer answer) {
    tally.refused(answer.code());
    if (answer.status() == 500) {
      tally.problem("the server has answered " + answer);
    }
  }

  private String maybeKey() {
    return random.nextBoolean() ? prefix + "-" + random.nextLong() : "";
  }
}
