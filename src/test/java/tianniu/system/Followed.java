package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A log that is followed over one connection, line by line. */
final class Followed implements AutoCloseable {
  static final Duration SOON = Patience.of(Duration.ofSeconds(30));

  private final HttpResponse<InputStream> response;

  /** The lines read so far; an empty value is the end of the stream. */
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

  /** Until when something must have come. */
  private static final class Deadline {
    private final Duration limit;
    private final long end;

    Deadline(Duration limit) {
      this.limit = limit;
      this.end = System.nanoTime() + limit.toNanos();
    }

    long nanosLeft() {
      return Math.max(0, end - System.nanoTime());
    }
  }

  private Followed(HttpResponse<InputStream> response) {
    this.response = response;
    Thread.ofVirtual().start(this::readAll);
  }

  /**
   * One Server-Sent Event.
   *
   * @param type {@code message} when the event names none
   */
  record Event(@Nullable String id, String type, String data) {
    JsonNode entry() {
      return Json.read(data);
    }

    String message() {
      return entry().path("message").asString();
    }
  }

  static Followed ndjson(Api api, String id, String parameters) {
    return open(api, id, parameters, "application/x-ndjson", null);
  }

  /** With no Accept header at all. */
  static Followed plain(Api api, String id) {
    return open(
        api, api.request("/containers/" + id + "/logs?follow=true").GET(), "application/x-ndjson");
  }

  static Followed events(Api api, String id, String parameters, @Nullable String lastEventId) {
    return open(api, id, parameters, "text/event-stream", lastEventId);
  }

  /** Any stream of events. */
  static Followed eventsOf(Api api, String path) {
    return open(
        api, api.request(path).header("Accept", "text/event-stream").GET(), "text/event-stream");
  }

  /** Any stream of lines. */
  static Followed linesOf(Api api, String path) {
    return open(api, api.request(path).GET(), "application/x-ndjson");
  }

  private static Followed open(
      Api api, String id, String parameters, String type, @Nullable String lastEventId) {
    HttpRequest.Builder request =
        api.request("/containers/" + id + "/logs?follow=true" + parameters)
            .header("Accept", type)
            .GET();
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    return open(api, request, type);
  }

  private static Followed open(Api api, HttpRequest.Builder request, String type) {
    HttpResponse<InputStream> response = api.open(request, BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(type);
    return new Followed(response);
  }

  private void readAll() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(Optional.of(line));
      }
    } catch (IOException _) {
      // A broken stream ends like a closed one; the test tells them apart by what it got.
    }
    lines.add(Optional.empty());
  }

  /** The next line, or empty at the end of the stream; fails when nothing comes. */
  Optional<String> line(Duration limit) {
    return line(new Deadline(limit));
  }

  private Optional<String> line(Deadline deadline) {
    try {
      Optional<String> line = lines.poll(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError("It did not come within " + deadline.limit);
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The next entry of an NDJSON stream. */
  JsonNode entry() {
    return entry(new Deadline(SOON));
  }

  private JsonNode entry(Deadline deadline) {
    return Json.read(line(deadline).orElseThrow(() -> new AssertionError("The stream ended.")));
  }

  /** Reads on until there is such an entry; what others come meanwhile does not prolong it. */
  JsonNode entry(Predicate<JsonNode> wanted) {
    Deadline deadline = new Deadline(SOON);
    JsonNode entry = entry(deadline);
    while (!wanted.test(entry)) {
      entry = entry(deadline);
    }
    return entry;
  }

  String message() {
    return entry().path("message").asString();
  }

  /** Reads on until an entry says this. */
  void awaitMessage(String message) {
    entry(entry -> entry.path("message").asString().equals(message));
  }

  /** The next event of an SSE stream that carries data; comments are passed over. */
  Event event() {
    return event(new Deadline(SOON));
  }

  private Event event(Deadline deadline) {
    String id = null;
    String type = "message";
    StringBuilder data = new StringBuilder();
    while (true) {
      String line = line(deadline).orElseThrow(() -> new AssertionError("The stream ended."));
      if (line.isEmpty() && !data.isEmpty()) {
        return new Event(id, type, data.toString());
      } else if (line.startsWith("id:")) {
        id = line.substring(3).strip();
      } else if (line.startsWith("event:")) {
        type = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data.append(line.substring(5).strip());
      }
    }
  }

  /** Reads on until there is such an event; what others come meanwhile does not prolong it. */
  Event event(Predicate<Event> wanted) {
    Deadline deadline = new Deadline(SOON);
    Event event = event(deadline);
    while (!wanted.test(event)) {
      event = event(deadline);
    }
    return event;
  }

  /** The next event that is a log entry, not a heartbeat. */
  Event logEvent() {
    return event(event -> !event.data().isEmpty() && event.entry().has("message"));
  }

  void awaitEnd(Duration limit) {
    Deadline deadline = new Deadline(limit);
    while (line(deadline).isPresent()) {
      // What is left of the log comes first.
    }
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
