package tianniu.engine.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.UsageEngine;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/**
 * Usage as the engine measures it, a sample about every second, for engines elsewhere. Each feed
 * costs the engine's machine some milliseconds of processor a second: open it for what is watched.
 */
final class DockerUsage implements UsageEngine {
  /** The engine sends a sample a second: when none comes, it or the way to it is lost. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final DockerHttp http;

  DockerUsage(DockerHttp http) {
    this.http = http;
  }

  @Override
  public UsageFeed open(EngineContainer container) {
    Feed feed = new Feed(http, container.ref());
    Thread.ofVirtual().name("docker-stats-" + container.ref()).start(feed::run);
    return feed;
  }

  private static final class Feed implements UsageFeed {
    private final DockerHttp http;
    private final EngineRef ref;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable UsageSample newest;
    private volatile @Nullable StreamedReply reply;

    Feed(DockerHttp http, EngineRef ref) {
      this.http = http;
      this.ref = ref;
    }

    /** Reads until it is closed, or the container is gone; over one stream after another. */
    void run() {
      Duration pause = FIRST_PAUSE;
      try {
        do {
          Optional<Fault> end = readStream();
          pause = newest == null ? longer(pause) : FIRST_PAUSE;
          newest = null;
          if (end.isPresent() && end.get() instanceof Fault.NoSuchContainer) {
            return;
          }
        } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static Duration longer(Duration pause) {
      Duration twice = pause.multipliedBy(2);
      return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** Empty when the stream ended or broke, as at a restart of the engine. */
    private Optional<Fault> readStream() {
      Call call = Call.stream("/containers/" + ref + "/stats").query("stream", true);
      try (StreamedReply stream = http.open(call, new Subject.Container(ref));
          BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(stream.body(SILENCE), StandardCharsets.UTF_8))) {
        reply = stream;
        String line = isClosed() ? null : lines.readLine();
        while (line != null && !isClosed()) {
          newest = Json.read(line, Stats.class).sample(System.nanoTime());
          line = lines.readLine();
        }
        return Optional.empty();
      } catch (IOException | DateTimeException e) {
        return Optional.empty();
      } catch (FaultException e) {
        return Optional.of(e.fault());
      }
    }

    private boolean isClosed() {
      return closed.getCount() == 0;
    }

    @Override
    public Optional<UsageSample> sample() {
      return Optional.ofNullable(newest);
    }

    @Override
    public void close() {
      closed.countDown();
      StreamedReply open = reply;
      if (open != null) {
        open.close();
      }
    }
  }
}
