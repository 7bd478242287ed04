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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A log that is followed over one connection, line by line. */
final class Followed implements AutoCloseable {
  static final Duration SOON = Patience.of(Duration.ofSeconds(10));

  private final HttpResponse<InputStream> response;

  /** The lines read so far; an empty value is the end of the stream. */
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

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
    try {
      Optional<String> line = lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new AssertionError("Nothing came within " + limit);
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The next entry of an NDJSON stream. */
  JsonNode entry() {
    return Json.read(line(SOON).orElseThrow(() -> new AssertionError("The stream ended.")));
  }

  String message() {
    return entry().path("message").asString();
  }

  /** Reads on until an entry says this. */
  void awaitMessage(String message) {
    while (!message().equals(message)) {
      // Other entries may stand before it.
    }
  }

  /** The next event of an SSE stream that carries data; comments are passed over. */
  Event event() {
    String id = null;
    String type = "message";
    StringBuilder data = new StringBuilder();
    while (true) {
      String line = line(SOON).orElseThrow(() -> new AssertionError("The stream ended."));
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

  /** The next event that is a log entry, not a heartbeat. */
  Event logEvent() {
    Event event = event();
    while (event.data().isEmpty() || !event.entry().has("message")) {
      event = event();
    }
    return event;
  }

  void awaitEnd(Duration limit) {
    while (line(limit).isPresent()) {
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
