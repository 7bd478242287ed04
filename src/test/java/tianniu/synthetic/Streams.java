package tianniu.synthetic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Answers that take their time: usage and logs, a piece each tick. */
final class Streams {
  /** How many lines a log has when one looks at it first. */
  static final int LINES = 10;

  private final InstantSource clock;
  private final Fleet fleet;
  private final Duration tick;

  Streams(InstantSource clock, Fleet fleet, Duration tick) {
    this.clock = clock;
    this.fleet = fleet;
    this.tick = tick;
  }

  void stats(Box asked, Line line) throws IOException, InterruptedException {
    line.open("application/json");
    for (Box box = asked; box != null; box = fleet.find(asked.id())) {
      line.chunk((Documents.stats(box, clock.instant(), tick) + "\n").getBytes(UTF_8));
      Thread.sleep(tick);
    }
    line.end();
  }

  /** Docker 20.10 waits for its next sample, and for two when it is to know the rates. */
  void statsOnce(Box box, boolean oneShot, Line line) throws IOException, InterruptedException {
    if (box.run().hasProcess()) {
      Thread.sleep(oneShot ? tick : tick.multipliedBy(2));
    }
    line.json(200, Documents.stats(box, clock.instant(), tick) + "\n");
  }

  void logs(Asked asked, Box box, Line line) throws IOException, InterruptedException {
    boolean timestamps = asked.flag("timestamps", false);
    String tail = asked.query().getOrDefault("tail", "all");
    int first = tail.equals("all") ? 0 : Math.max(0, LINES - Integer.parseInt(tail));
    line.open("application/vnd.docker.raw-stream");
    Instant begin = box.created();
    for (int i = first; i < LINES; i++) {
      line.chunk(frame(i, timestamps ? begin.plusMillis(i) : null));
    }
    if (asked.flag("follow", false)) {
      int next = LINES;
      for (Box now = box; now != null && now.run().hasProcess(); now = fleet.find(box.id())) {
        Thread.sleep(tick);
        line.chunk(frame(next++, timestamps ? clock.instant() : null));
      }
    }
    line.end();
  }

  /** Every third line is one of stderr. */
  private static byte[] frame(int number, @Nullable Instant at) {
    String text = (at == null ? "" : nanos(at) + " ") + "line " + number + "\n";
    byte[] bytes = text.getBytes(UTF_8);
    return ByteBuffer.allocate(8 + bytes.length)
        .put((byte) (number % 3 == 2 ? 2 : 1))
        .put(new byte[3])
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  /** Always nine digits, as Docker has it. */
  private static String nanos(Instant at) {
    return java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'")
        .withZone(java.time.ZoneOffset.UTC)
        .format(at);
  }
}
