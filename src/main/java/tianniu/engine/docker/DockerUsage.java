package tianniu.engine.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.UsageEngine;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;
import tianniu.fault.FaultException;

/**
 * Usage as the engine measures it, a sample about every second, for engines elsewhere. Each feed
 * costs the engine's machine some milliseconds of processor a second: open it for what is watched.
 */
final class DockerUsage implements UsageEngine {
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
    private volatile @Nullable UsageSample newest;
    private volatile @Nullable StreamedReply reply;
    private volatile boolean closed;

    Feed(DockerHttp http, EngineRef ref) {
      this.http = http;
      this.ref = ref;
    }

    void run() {
      Call call = Call.stream("/containers/" + ref + "/stats").query("stream", true);
      try (StreamedReply stream = http.open(call, new Subject.Container(ref));
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
        reply = stream;
        for (String line = lines.readLine(); line != null && !closed; line = lines.readLine()) {
          newest = Json.read(line, Stats.class).sample(System.nanoTime());
        }
      } catch (IOException | FaultException e) {
        // The container or the engine is gone: there are no samples any more.
      }
      newest = null;
    }

    @Override
    public Optional<UsageSample> sample() {
      return Optional.ofNullable(newest);
    }

    @Override
    public void close() {
      closed = true;
      StreamedReply open = reply;
      if (open != null) {
        open.close();
      }
    }
  }
}
