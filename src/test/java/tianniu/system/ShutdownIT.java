package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The server is told to end while much goes on. */
@SystemTest
class ShutdownIT {
  private static final Duration BOUND = Patience.of(Duration.ofSeconds(30));
  private static final int CLIENTS = 16;

  @Test
  void stop_underLoad_breaksNoAnswer_tellsStreams_andEndsWithZero() throws Exception {
    Product product = Product.start("shutdown");
    Api api = new Api(product);
    String id = api.sleeper();
    String stubborn = api.running("sh", "-c", "trap '' TERM; while :; do sleep 1; done");
    AtomicInteger whole = new AtomicInteger();
    List<String> broken = java.util.Collections.synchronizedList(new ArrayList<>());
    try (Followed log = Followed.events(api, id, "", null);
        Followed figures = Followed.eventsOf(api, "/containers/" + id + "/stats");
        Followed lines = Followed.ndjson(api, id, "")) {
      Screen terminal = Screen.open(api, id, "Bearer " + api.key());
      assertThat(figures.event().type()).isEqualTo("state");
      CompletableFuture<Answer> waiting =
          inItsOwnThread(() -> api.post("/containers/" + stubborn + "/stop?timeout=300&wait=100s"));
      CompletableFuture<Answer> command =
          inItsOwnThread(
              () ->
                  api.post(
                      "/containers/" + id + "/exec",
                      "{\"command\":[\"sleep\",\"1000\"],\"timeout\":\"10m\"}"));
      await().atMost(Api.SETTLED).until(() -> api.status(stubborn).equals("stopping"));
      await()
          .atMost(Api.SETTLED)
          .until(() -> api.exec(id, "ps").path("stdout").asString().contains("sleep 1000\n"));
      List<Thread> load = load(() -> ask(product, whole, broken));
      await().atMost(Api.SETTLED).until(() -> whole.get() > 100);

      Instant told = Instant.now();
      product.askToStop();

      awaitShutdown(log);
      awaitShutdown(figures);
      lines.awaitEnd(BOUND);
      await().atMost(BOUND).until(terminal::isClosed);
      assertThat(terminal.closeCode()).isEqualTo(1001);
      assertThat(waiting.join().ok().path("status").asString()).isEqualTo("stopping");
      assertThat(command.join().refused("ENGINE_UNAVAILABLE").path("message").asString())
          .isEqualTo("The server is stopping");
      for (Thread each : load) {
        each.join();
      }
      assertThat(product.exitCode()).isZero();
      // Sooner than anything of what went on would have ended.
      assertThat(Duration.between(told, Instant.now()))
          .isLessThan(Patience.of(Duration.ofMinutes(1)));
    }
    assertThat(broken).isEmpty();
    assertThat(product.dataDir().resolve("url")).doesNotExist();
  }

  private static List<Thread> load(Runnable client) {
    List<Thread> load = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      load.add(Thread.ofVirtual().start(client));
    }
    return load;
  }

  private static CompletableFuture<Answer> inItsOwnThread(Supplier<Answer> call) {
    return CompletableFuture.supplyAsync(call, task -> Thread.ofVirtual().start(task));
  }

  private static void awaitShutdown(Followed events) {
    events.event(event -> event.type().equals("shutdown"));
  }

  /** Asks on kept connections until the server takes none any more. */
  private static void ask(Product product, AtomicInteger whole, List<String> broken) {
    byte[] request =
        ("GET /api/v1/containers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + product.adminKey()
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), product.port())) {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean goesOn = true;
        while (goesOn) {
          try {
            socket.getOutputStream().write(request);
          } catch (IOException _) {
            break;
          }
          goesOn = readsOne(in, whole, broken);
        }
      } catch (IOException _) {
        return;
      }
    }
  }

  /** Whether another request may be sent on this connection. */
  private static boolean readsOne(InputStream in, AtomicInteger whole, List<String> broken) {
    StringBuilder head = new StringBuilder();
    try {
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          break;
        }
        head.append((char) next);
      }
    } catch (IOException _) {
      // A connection that was ended while idle: the request was not taken.
    }
    if (head.isEmpty()) {
      return false;
    }
    String text = head.toString();
    int at = text.indexOf("Content-Length: ");
    if (at < 0) {
      broken.add(text);
      return false;
    }
    int length = Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)));
    try {
      int read = in.readNBytes(length).length;
      if (read != length) {
        broken.add(text + read);
      } else {
        whole.incrementAndGet();
      }
    } catch (IOException e) {
      broken.add(text + e);
    }
    return !text.contains("Connection: close");
  }
}
