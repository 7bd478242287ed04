package tianniu.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How soon our list has what the docker client has done, counted from the engine's event. */
final class VisibleSection implements Section {
  private static final int CHANGES = 64;
  private static final Duration POLL = Duration.ofMillis(2);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What is done, the event that tells of it, and the status that it leads to. */
  private enum Change {
    PAUSE("pause", "pause", "paused"),
    UNPAUSE("unpause", "unpause", "running"),
    STOP("stop", "die", "stopped"),
    START("start", "start", "running");

    private final String word;
    private final String event;
    private final String status;

    Change(String word, String event, String status) {
      this.word = word;
      this.event = event;
      this.status = status;
    }
  }

  @Override
  public String name() {
    return "visible";
  }

  @Override
  public void run(Lab lab, Consumer<Measured> rows) throws Exception {
    Server server = lab.server();
    String id =
        lab.engine()
            .create(
                "bench-visible",
                "{\"bench\":\"1\",\"visible\":\"1\"}",
                "sh",
                "-c",
                "trap 'exit 0' TERM; while :; do sleep 0.1; done");
    Series sinceEvent = new Series();
    Series sinceReturn = new Series();
    try (Events events = new Events(lab, id)) {
      change(lab, server, events, id, Change.START);
      Change[] changes = Change.values();
      for (int i = 0; i < CHANGES; i++) {
        double[] millis = change(lab, server, events, id, changes[i % changes.length]);
        sinceEvent.add(millis[0]);
        sinceReturn.add(millis[1]);
      }
    } finally {
      lab.engine().remove(id);
    }
    lab.keep(name(), "ms_since_event", "ours", sinceEvent);
    lab.keep(name(), "ms_since_return", "ours", sinceReturn);
    String others = "after the command's return " + sinceReturn.text(" ms");
    rows.accept(Measured.of(Bar.VISIBLE_MEDIAN, sinceEvent, sinceEvent.text(" ms"), others));
    double p99 = sinceEvent.percentile(99);
    rows.accept(
        new Measured(Bar.VISIBLE_P99, p99, "", CHANGES + " changes", "of the list read each 2 ms"));
  }

  /** Makes a change; milliseconds from the event, and from the command's return (0 if before). */
  private static double[] change(Lab lab, Server server, Events events, String id, Change change)
      throws Exception {
    events.expect(change.event);
    Process docker =
        new ProcessBuilder("docker", "-H", lab.socket(), change.word, id)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long[] returned = new long[1];
    Thread waiter =
        Thread.ofVirtual()
            .start(
                () -> {
                  docker.onExit().join();
                  returned[0] = now();
                });
    long seen = awaitStatus(server, change.status);
    waiter.join();
    double event = (seen - events.at(change.event)) / 1e6;
    return new double[] {event, Math.max(0, (seen - returned[0]) / 1e6)};
  }

  private static long awaitStatus(Server server, String status)
      throws IOException, InterruptedException, TimeoutException {
    long limit = System.nanoTime() + LONGEST_NANOS;
    while (System.nanoTime() < limit) {
      JsonNode list = server.get("/api/v1/containers?limit=20&label=visible%3D1");
      if (status.equals(list.path("containers").path(0).path("status").asString(""))) {
        return now();
      }
      Thread.sleep(POLL);
    }
    throw new TimeoutException("our list does not come to " + status);
  }

  /** The wall clock, as the engine's events have it; nanoseconds. */
  private static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }

  /** The engine's own events of one container. */
  private static final class Events implements AutoCloseable {
    private final HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InputStream stream;
    private final Map<String, Long> last = new ConcurrentHashMap<>();

    Events(Lab lab, String id) throws IOException, InterruptedException {
      String filters = "%7B%22container%22%3A%5B%22" + id + "%22%5D%7D";
      URI uri =
          URI.create(
              lab.engine().url("/events?filters=" + filters)
                  + "&since="
                  + Instant.now().minusSeconds(60).getEpochSecond());
      stream = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream()).body();
      Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          JsonNode event = JSON.readTree(line);
          last.put(event.path("Action").asString(""), event.path("timeNano").asLong(0));
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    void expect(String action) {
      last.remove(action);
    }

    /** When the engine says that it was. */
    long at(String action) throws InterruptedException, TimeoutException {
      long limit = System.nanoTime() + LONGEST_NANOS;
      while (System.nanoTime() < limit) {
        Long found = last.get(action);
        if (found != null) {
          return found;
        }
        Thread.sleep(POLL);
      }
      throw new TimeoutException("the engine told of no " + action);
    }

    @Override
    public void close() throws IOException {
      stream.close();
      http.shutdownNow();
    }
  }
}
