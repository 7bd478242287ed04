package tianniu.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;
import static tianniu.Waiting.untilThere;
import static tianniu.engine.docker.ScriptedEngine.ok;
import static tianniu.engine.docker.ScriptedEngine.ping;
import static tianniu.engine.docker.ScriptedEngine.refusal;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tianniu.engine.Demand;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

@Timeout(60)
class DockerUsageTest {
  /** The head of an answer whose body goes on for ever. */
  private static final String OPEN_ENDED = "HTTP/1.1 200 OK\r\n\r\n";

  /** What is asked of the engine beyond pings, as it comes. */
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  private interface Answers {
    @Nullable String answer(String request) throws IOException;
  }

  private ScriptedEngine engine(Answers answers) throws IOException {
    return new ScriptedEngine(
        (request, _) -> {
          if (request.endsWith("/_ping")) {
            return ping("1.41");
          }
          asked.add(request);
          return answers.answer(request);
        });
  }

  private static String sample(int number) {
    return "{\"read\":\"2026-11-23T15:00:%02dZ\",\"cpu_stats\":{\"cpu_usage\":{\"total_usage\":%d}},"
            .formatted(number % 60, number)
        + "\"memory_stats\":{\"usage\":1,\"limit\":2}}\n";
  }

  private static boolean isStream(String request) {
    return request.contains("stream=true");
  }

  private static DockerHttp http(ScriptedEngine engine) {
    return new DockerHttp(new Connector(engine.address()));
  }

  /** Asks until there is a sample of at least that number: they are made in the background. */
  private static UsageSample awaitSample(UsageFeed feed, int number) {
    return untilThere(() -> feed.sample().filter(sample -> sample.cpuNanos() >= number));
  }

  @Test
  void sample_noDemand_takesSingleMeasurements() throws Exception {
    AtomicInteger number = new AtomicInteger();
    try (ScriptedEngine engine = engine(_ -> ok("", sample(number.incrementAndGet())));
        DockerHttp http = http(engine);
        UsageFeed feed = new DockerUsage(http).open(NearestUsageTest.container())) {
      assertThat(feed.sample()).isEmpty();
      UsageSample first = awaitSample(feed, 1);
      UsageSample later = awaitSample(feed, 3);
      assertThat(later.nanoTime()).isGreaterThan(first.nanoTime());
      assertThat(asked).allMatch(request -> request.endsWith("/stats?stream=false&one-shot=true"));
    }
  }

  @Test
  void sample_neverAnswered_isQuickAndAsksOnce() throws Exception {
    try (ScriptedEngine engine = engine(_ -> "");
        DockerHttp http = http(engine);
        UsageFeed feed = new DockerUsage(http).open(NearestUsageTest.container())) {
      feed.sample();
      asked.take();
      for (int i = 0; i < 100; i++) {
        assertThat(feed.sample()).isEmpty();
      }
      assertThat(asked).isEmpty();
    }
  }

  @Test
  void sample_manyFeeds_fewAreAskedForAtOnceAndAllInTurn() throws Exception {
    Semaphore answers = new Semaphore(0);
    AtomicInteger present = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ScriptedEngine engine =
            engine(
                _ -> {
                  most.accumulateAndGet(present.incrementAndGet(), Math::max);
                  answers.acquireUninterruptibly();
                  present.decrementAndGet();
                  return ok("", sample(1));
                });
        DockerHttp http = http(engine)) {
      DockerUsage usage = new DockerUsage(http);
      for (int i = 0; i < 20; i++) {
        usage.open(NearestUsageTest.container()).sample();
      }
      until(() -> present.get() >= 6);
      answers.release(20);
      for (int i = 0; i < 20; i++) {
        asked.take();
      }
      assertThat(most).hasValue(6);
    }
  }

  @Test
  void sample_engineAway_asksAgainWhenItIsBack() throws Exception {
    AtomicInteger number = new AtomicInteger();
    try (ScriptedEngine engine =
            engine(_ -> number.incrementAndGet() <= 2 ? null : ok("", sample(7)));
        DockerHttp http = http(engine);
        UsageFeed feed = new DockerUsage(http).open(NearestUsageTest.container())) {
      assertThat(awaitSample(feed, 7).memoryBytes()).isEqualTo(1);
    }
  }

  @Test
  void sample_noSuchContainer_asksNoMore() throws Exception {
    try (ScriptedEngine engine = engine(_ -> refusal(404, "No such container: c"));
        DockerHttp http = http(engine)) {
      DockerUsage usage = new DockerUsage(http);
      UsageFeed feed = usage.open(NearestUsageTest.container());
      feed.sample();
      asked.take();
      StatsTaker taker = (StatsTaker) feed;
      until(taker::isOver);
      feed.sample();
      feed.demand(Demand.STEADY);
      assertThat(feed.sample()).isEmpty();
      assertThat(asked).isEmpty();
    }
  }

  @Test
  void demand_steady_opensAStreamAndEndsItAfterwards() throws Exception {
    AtomicInteger number = new AtomicInteger();
    try (ScriptedEngine engine =
            engine(
                request ->
                    isStream(request)
                        ? OPEN_ENDED + sample(8) + sample(9)
                        : ok("", sample(number.incrementAndGet())));
        DockerHttp http = http(engine);
        UsageFeed feed = new DockerUsage(http, 1).open(NearestUsageTest.container())) {
      feed.demand(Demand.STEADY);
      assertThat(awaitSample(feed, 9).cpuNanos()).isEqualTo(9);
      assertThat(asked).hasSize(1).allMatch(DockerUsageTest::isStream);
      feed.demand(Demand.SOME);
      feed.sample();
      asked.take();
      assertThat(isStream(asked.take())).isFalse();
    }
  }

  @Test
  void demand_moreThanStreams_theOthersHaveTheirTurnAndTakeOverLater() throws Exception {
    try (ScriptedEngine engine =
            engine(request -> isStream(request) ? OPEN_ENDED + sample(50) : ok("", sample(1)));
        DockerHttp http = http(engine)) {
      DockerUsage usage = new DockerUsage(http, 1);
      UsageFeed first = usage.open(NearestUsageTest.container());
      UsageFeed second = usage.open(NearestUsageTest.container());
      first.demand(Demand.STEADY);
      second.demand(Demand.STEADY);
      awaitSample(first, 50);
      assertThat(awaitSample(second, 1).cpuNanos()).isEqualTo(1);
      first.close();
      assertThat(awaitSample(second, 50).cpuNanos()).isEqualTo(50);
      second.close();
      assertThat(asked.stream().filter(DockerUsageTest::isStream)).hasSize(2);
    }
  }

  @Test
  void takeSingle_lateBesideAStream_isLeftOut() throws Exception {
    try (ScriptedEngine engine = engine(_ -> OPEN_ENDED + sample(50));
        DockerHttp http = http(engine);
        UsageFeed feed = new DockerUsage(http).open(NearestUsageTest.container())) {
      feed.demand(Demand.STEADY);
      awaitSample(feed, 50);
      ((StatsTaker) feed).takeSingle(Json.read(sample(1), Stats.class));
      assertThat(feed.sample()).map(UsageSample::cpuNanos).contains(50L);
    }
  }

  @Test
  void stream_endsOrIsRefused_isOpenedAgainUntilTheContainerIsGone() throws Exception {
    AtomicInteger streams = new AtomicInteger();
    CountDownLatch gone = new CountDownLatch(1);
    try (ScriptedEngine engine =
            engine(
                _ ->
                    switch (streams.incrementAndGet()) {
                      case 1 -> ok("", sample(7));
                      case 2 -> refusal(500, "not now");
                      case 3 -> null;
                      default -> {
                        gone.countDown();
                        yield refusal(404, "No such container: c");
                      }
                    });
        DockerHttp http = http(engine);
        UsageFeed feed = new DockerUsage(http).open(NearestUsageTest.container())) {
      feed.demand(Demand.STEADY);
      feed.sample();
      gone.await();
      until(() -> feed.sample().isEmpty());
      assertThat(streams).hasValue(4);
      assertThat(asked).allMatch(DockerUsageTest::isStream);
    }
  }
}
