package tianniu.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How often what was done to each container, as the engine tells it while it does so: what was done
 * twice shows here, and nowhere else. An engine that is killed forgets what it had not told.
 */
final class EngineDiary implements AutoCloseable {
  private final PlainDocker docker;
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final CountDownLatch open = new CountDownLatch(1);
  private final Thread reader;
  private volatile boolean closed;
  private volatile PlainDocker.@Nullable Opened stream;
  private String since;

  EngineDiary(PlainDocker docker) throws InterruptedException {
    this.docker = docker;
    this.since = String.valueOf(System.currentTimeMillis() / 1000);
    this.reader = Thread.ofVirtual().name("engine-diary").start(this::read);
    open.await();
  }

  /** How often this was done to a container of this name, such as {@code start}. */
  int count(String name, String action) {
    AtomicInteger count = counts.get(action + " " + name);
    return count == null ? 0 : count.get();
  }

  private void read() {
    while (!closed) {
      try (PlainDocker.Opened opened = docker.events(since)) {
        stream = opened;
        open.countDown();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte[] piece = PlainDocker.chunk(opened.in());
            piece.length > 0;
            piece = PlainDocker.chunk(opened.in())) {
          for (byte next : piece) {
            line.write(next);
            if (next == '\n') {
              note(Client.JSON.readTree(line.toString(UTF_8)));
              line.reset();
            }
          }
        }
      } catch (IOException _) {
        Thread.onSpinWait();
      }
      pause();
    }
  }

  /** Some come again after the connection was lost. */
  private void note(JsonNode event) {
    String action = event.path("Action").asString("");
    String id = event.at("/Actor/ID").asString("");
    since = String.valueOf(event.path("time").asLong());
    if (seen.add(action + id + event.path("timeNano").asLong())) {
      String name = event.at("/Actor/Attributes/name").asString("");
      counts.computeIfAbsent(action + " " + name, _ -> new AtomicInteger()).incrementAndGet();
    }
  }

  private void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    PlainDocker.Opened present = stream;
    if (present != null) {
      present.close();
    }
    reader.interrupt();
  }
}
