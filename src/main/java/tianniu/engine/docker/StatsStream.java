package tianniu.engine.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** Reads a container's measurements as the engine makes them, until it is closed. */
final class StatsStream {
  /** The engine sends a sample a second: when none comes, it or the way to it is lost. */
  private static final Logger LOG = LoggerFactory.getLogger(StatsStream.class);

  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final DockerHttp http;
  private final StatsTaker taker;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable StreamedReply reply;

  StatsStream(DockerHttp http, StatsTaker taker) {
    this.http = http;
    this.taker = taker;
  }

  /** Reads until it is closed, or the container is gone; over one stream after another. */
  void run() {
    Duration pause = FIRST_PAUSE;
    try {
      do {
        switch (read()) {
          case GONE -> {
            taker.gone();
            return;
          }
          case SOME -> pause = FIRST_PAUSE;
          case NONE -> {
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
          }
        }
      } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private enum End {
    /** It gave measurements before it ended, as at a restart of the engine. */
    SOME,
    NONE,
    GONE
  }

  private End read() {
    Call call = Call.stream("/containers/" + taker.ref() + "/stats").query("stream", true);
    End end = End.NONE;
    try (StreamedReply stream = http.open(call, new Subject.Container(taker.ref()));
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(stream.body(SILENCE), StandardCharsets.UTF_8))) {
      reply = stream;
      String line = isClosed() ? null : lines.readLine();
      while (line != null && !isClosed()) {
        taker.take(Json.read(line, Stats.class));
        end = End.SOME;
        line = lines.readLine();
      }
      return end;
    } catch (IOException | DateTimeException e) {
      return end;
    } catch (FaultException e) {
      return e.fault() instanceof Fault.NoSuchContainer ? End.GONE : end;
    } catch (RuntimeException | Error e) {
      // Another stream is opened: while this one counts as open, nobody else measures.
      LOG.debug("the measurements of {} broke off", taker.ref(), e);
      return end;
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  void close() {
    closed.countDown();
    StreamedReply open = reply;
    if (open != null) {
      open.close();
    }
  }
}
