package tianniu.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.engine.docker.ScriptedEngine.ok;
import static tianniu.engine.docker.ScriptedEngine.ping;
import static tianniu.engine.docker.ScriptedEngine.refusal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tianniu.engine.UsageFeed;

@Timeout(60)
class DockerUsageTest {
  private static final String SAMPLE =
      "{\"read\":\"2026-11-23T15:00:00Z\",\"cpu_stats\":{\"cpu_usage\":{\"total_usage\":7}},"
          + "\"memory_stats\":{\"usage\":1,\"limit\":2}}\n";

  @Test
  void open_streamEndsOrIsRefused_isOpenedAgainUntilTheContainerIsGone() throws Exception {
    AtomicInteger streams = new AtomicInteger();
    CountDownLatch gone = new CountDownLatch(1);
    try (ScriptedEngine engine =
            new ScriptedEngine(
                (request, connection) -> {
                  if (request.endsWith("/_ping")) {
                    return ping("1.41");
                  }
                  return switch (streams.incrementAndGet()) {
                    case 1 -> ok("", SAMPLE);
                    case 2 -> refusal(500, "not now");
                    case 3 -> null;
                    default -> {
                      gone.countDown();
                      yield refusal(404, "No such container: c");
                    }
                  };
                });
        DockerHttp http = new DockerHttp(new Connector(engine.address()));
        UsageFeed feed = new DockerUsage(http).open(NearestUsageTest.container())) {
      gone.await();
      assertThat(feed.sample()).isEmpty();
      assertThat(streams).hasValue(4);
    }
  }
}
