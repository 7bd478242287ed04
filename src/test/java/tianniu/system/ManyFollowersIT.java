package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many followers of one container, and one that does not read. */
@SystemTest
class ManyFollowersIT {
  private static final int FOLLOWERS = 200;
  private static final int LINES = 100_000;
  private static final int PART = 5_000;

  /** Connections that quick reads keep, of which some may have come in the meantime. */
  private static final int KEPT = 8;

  private static final Duration LONG = Patience.of(Duration.ofMinutes(1));

  private final Api api;
  private final Product product;

  ManyFollowersIT(Api api, Product product) {
    this.api = api;
    this.product = product;
  }

  /** Does what it is told to, so that a test decides when lines come. */
  private String shell() {
    return api.running(
        "sh", "-c", "trap 'exit 0' TERM; rm -f /in; mkfifo /in; echo boot; sh <>/in & wait");
  }

  private void tell(String id, String script) {
    api.exec(id, "sh", "-c", "echo '" + script + "' > /in");
  }

  @Test
  void followers_ofOneContainer_shareOneStreamOfTheEngine() throws Exception {
    String id = shell();
    long before = engineConnections();

    List<Followed> followers =
        IntStream.range(0, FOLLOWERS).mapToObj(_ -> Followed.ndjson(api, id, "")).toList();
    followers.forEach(each -> assertThat(each.message()).isEqualTo("boot"));
    tell(id, "seq 1 100");
    for (Followed each : followers) {
      for (int i = 1; i <= 100; i++) {
        assertThat(each.message()).isEqualTo(Integer.toString(i));
      }
    }
    // Some that others had may have gone since, and some are gone in a moment.
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> assertThat(engineConnections() - before).isLessThanOrEqualTo(1L + KEPT));
    followers.forEach(Followed::close);
  }

  @Test
  void follower_thatDoesNotRead_getsAGapAndCostsLittle() throws Exception {
    String id = shell();
    try (Followed other = Followed.ndjson(api, id, "");
        Socket stopped = new Socket()) {
      // Little of what it does not read is to lie in the kernel.
      stopped.setReceiveBufferSize(16 * 1024);
      stopped.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), product.port()));
      stopped.setSoTimeout((int) LONG.toMillis());
      BufferedReader events = events(stopped, id);
      assertThat(nextMessage(events)).contains("boot");
      assertThat(other.message()).isEqualTo("boot");

      long before = product.residentBytes();
      String padding = "of a log that goes on while one of its readers does not read at all";
      for (int part = 0; part < LINES; part += PART) {
        // A part when the one before it was read, however slowly: it fits into what is held.
        tell(id, "seq " + (part + 1) + " " + (part + PART) + " | sed \"s/$/ " + padding + "/\"");
        for (int i = part + 1; i <= part + PART; i++) {
          assertThat(other.message()).startsWith(i + " of a log");
        }
      }
      assertThat(product.residentBytes() - before).isLessThan(96L * 1024 * 1024);

      boolean gap = false;
      String line = "";
      while (!line.contains("\"message\":\"" + LINES + " ")) {
        line = events.readLine();
        assertThat(line).isNotNull();
        gap |= line.equals("event: gap");
      }
      assertThat(gap).isTrue();
    }
  }

  private BufferedReader events(Socket socket, String id) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET /api/v1/containers/"
                    + id
                    + "/logs?follow=true HTTP/1.1\r\nHost: localhost\r\n"
                    + "Accept: text/event-stream\r\n"
                    + "Authorization: Bearer "
                    + product.adminKey()
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1024);
  }

  private static String nextMessage(BufferedReader events) throws IOException {
    String line = events.readLine();
    while (line != null && !line.startsWith("data: ")) {
      line = events.readLine();
    }
    return line == null ? "" : line;
  }

  /** How many connections the engine has on its socket. */
  private static long engineConnections() throws IOException {
    String socket = Docker.host().replace("unix://", "");
    try (var sockets = Files.lines(Path.of("/proc/net/unix"))) {
      return sockets
          .map(line -> line.strip().split("\\s+"))
          // The state of a connected socket; the one that listens is in another.
          .filter(columns -> columns.length == 8 && columns[7].equals(socket))
          .filter(columns -> columns[5].equals("03"))
          .count();
    }
  }
}
