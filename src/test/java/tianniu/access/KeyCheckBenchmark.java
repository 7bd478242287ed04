package tianniu.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import tianniu.caller.Permission;

/**
 * What the door does for each call with a good key, but for reading the header: find it, see that
 * it has not expired, count the call, and look up the permission.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class KeyCheckBenchmark {
  /** Keys beside the installation's own. */
  @Param({"1", "10000"})
  private int keys;

  private Path home = Path.of("");
  private @Nullable KeyRing ring;
  private String[] texts = {};
  private int next;

  /** Makes the keys. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    home = Files.createTempDirectory("tianniu-bench-");
    KeyRing ring = new KeyRing(home);
    this.ring = ring;
    texts = new String[keys];
    for (int i = 0; i < keys; i++) {
      texts[i] =
          ring.make(
              ring.admin(),
              "{\"name\": \"key-"
                  + i
                  + "\", \"role\": \"viewer\", \"rate_limits\": {\"reads_per_minute\": 1000000}}");
    }
  }

  /** Removes what was made. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    ring().close();
    List<Path> files;
    try (Stream<Path> all = Files.walk(home)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private KeyRing ring() {
    return Objects.requireNonNull(ring);
  }

  /** One call with the next of the keys. */
  @Benchmark
  public boolean check() {
    next = next + 1 == texts.length ? 0 : next + 1;
    HeldKey key = ring().keys().find(texts[next]);
    if (key == null) {
      throw new IllegalStateException("a good key was not found");
    }
    Instant now = ring().now;
    RateBucket bucket = key.bucket(true);
    boolean passes = bucket == null || bucket.take(System.nanoTime()).passes();
    boolean may = key.caller().may(Permission.CONTAINER_READ);
    return may && passes && !key.key().isExpired(now);
  }
}
