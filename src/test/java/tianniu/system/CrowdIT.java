package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Many clients that only take up room: connections that ask for nothing, requests that come byte by
 * byte, and followers that do not read. {@code CROWD_SECONDS} makes it longer.
 */
@SystemTest
class CrowdIT {
  private static final int QUIET = 700;
  private static final int SLOW_HEADERS = 700;
  private static final int SLOW_BODIES = 600;
  private static final int FOLLOWERS = 200;

  private static final int LEAST_ANSWERS = 50;

  private static final Duration PROMISED = Duration.ofMillis(50);

  /** Where other work of the machine holds up requests without a crowd too, this much more. */
  private static final int NOISE = 5;

  /** What else goes on does not go on for ever. */
  private static final int TRIES = 3;

  /** Whoever had to wait for one of the crowd would wait until it is given up, after 20 s. */
  private static final Duration LONGEST = Patience.of(Duration.ofSeconds(15));

  private static final long MOST_BYTES = 512L << 20;

  private final List<Socket> crowd = new ArrayList<>();

  @Test
  void crowd_ofIdleAndDribblingClients_holdsUpNobody() throws Exception {
    Product product = Product.start("crowd");
    Api api = new Api(product);
    String id =
        api.running("sh", "-c", "trap 'exit 0' TERM; while :; do seq 1 2000; sleep 1; done");
    try {
      Duration calm = p99(ask(api, 2));
      gather(product, id);
      long[] crowded = ask(api, Long.getLong("crowd.seconds", 8));
      for (int i = 1; i < TRIES && !isSoonEnough(crowded, calm); i++) {
        crowded = ask(api, 8);
      }
      System.out.printf(
          "crowd: %d connections, %d answers, p50 %d us, p99 %d us (%d us before), resident %d MB%n",
          crowd.size(),
          crowded.length,
          crowded[crowded.length / 2] / 1000,
          p99(crowded).toNanos() / 1000,
          calm.toNanos() / 1000,
          product.residentBytes() >> 20);
      assertThat(isSoonEnough(crowded, calm))
          .as("%s, and a p99 of %s before", Arrays.toString(crowded), calm)
          .isTrue();
      assertThat(crowded[crowded.length - 1]).isLessThanOrEqualTo(LONGEST.toNanos());
      assertThat(product.residentBytes()).isLessThan(MOST_BYTES);
      api.post("/containers/" + id + "/pause?wait=60s").ok();
      api.post("/containers/" + id + "/unpause?wait=60s").ok();
    } finally {
      for (Socket socket : crowd) {
        socket.close();
      }
      api.delete("/containers/" + id + "?force=true");
      product.close();
    }
  }

  /** What each answer has taken, in nanoseconds, the quickest first. */
  private long[] ask(Api api, long seconds) {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    List<Long> nanos = new ArrayList<>();
    long nextDrip = 0;
    while (System.nanoTime() - end < 0 || nanos.size() < LEAST_ANSWERS) {
      if (System.nanoTime() - nextDrip > 0) {
        drip();
        nextDrip = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      }
      long asked = System.nanoTime();
      api.get("/containers").ok();
      nanos.add(System.nanoTime() - asked);
      Product.pause(Duration.ofMillis(5));
    }
    return nanos.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  private static Duration p99(long[] sorted) {
    return Duration.ofNanos(sorted[sorted.length * 99 / 100]);
  }

  private static boolean isSoonEnough(long[] sorted, Duration calm) {
    Duration noisy = calm.multipliedBy(NOISE);
    return p99(sorted).compareTo(noisy.compareTo(PROMISED) > 0 ? noisy : PROMISED) <= 0;
  }

  private void gather(Product product, String id) throws IOException {
    String key = "Authorization: Bearer " + product.adminKey() + "\r\n";
    for (int i = 0; i < QUIET; i++) {
      connect(product, "");
    }
    for (int i = 0; i < SLOW_HEADERS; i++) {
      connect(product, "GET /api/v1/containers HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    }
    for (int i = 0; i < SLOW_BODIES; i++) {
      // Half of them with a key, which are read; the others are refused, and thrown away.
      connect(
          product,
          "POST /api/v1/containers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
              + (i % 2 == 0 ? key : "")
              + "\r\n{\"name\": \"");
    }
    for (int i = 0; i < FOLLOWERS; i++) {
      connect(
          product,
          "GET /api/v1/containers/"
              + id
              + "/logs?follow=true HTTP/1.1\r\nHost: localhost\r\n"
              + key
              + "\r\n");
    }
  }

  private void connect(Product product, String begins) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), product.port()));
    socket.getOutputStream().write(begins.getBytes(StandardCharsets.US_ASCII));
    crowd.add(socket);
  }

  /** Another byte of each request that is under way. */
  private void drip() {
    for (Socket socket :
        crowd.subList(
            Math.min(QUIET, crowd.size()),
            Math.min(QUIET + SLOW_HEADERS + SLOW_BODIES, crowd.size()))) {
      try {
        socket.getOutputStream().write('x');
      } catch (IOException _) {
        // The server has had enough of it.
      }
    }
  }
}
