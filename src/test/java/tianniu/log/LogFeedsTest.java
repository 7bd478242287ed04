package tianniu.log;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerEngine;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.OutputStreamKind;
import tianniu.engine.RestartPolicy;
import tianniu.http.Queries;
import tianniu.http.RecordedStream;

/** Many followers of one container. */
class LogFeedsTest {
  private static final Pattern MESSAGE = Pattern.compile("\"message\":\"(\\d+)");

  private final Logged logged = new Logged("sleep 600", RestartPolicy.Type.NO);
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final ContainerEngine engine = counting(logged.engine.containers());
  private final LogFeeds feeds = new LogFeeds(engine, logged.view);
  private final List<RecordedStream> clients = new ArrayList<>();
  private final List<Thread> followers = new ArrayList<>();
  private int said;

  @AfterEach
  void leave() throws InterruptedException {
    clients.forEach(RecordedStream::leave);
    for (Thread follower : followers) {
      follower.join();
    }
    logged.close();
  }

  /** Counts the streams that follow. */
  private ContainerEngine counting(ContainerEngine real) {
    return (ContainerEngine)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ContainerEngine.class},
            (_, method, arguments) -> {
              try {
                Object answer = method.invoke(real, arguments);
                return answer instanceof LogStream stream
                        && arguments[1] instanceof LogQuery query
                        && query.follow()
                    ? counted(stream)
                    : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private LogStream counted(LogStream stream) {
    opened.incrementAndGet();
    AtomicInteger once = new AtomicInteger(1);
    return new LogStream() {
      @Override
      public @org.jspecify.annotations.Nullable LogLine next() {
        return stream.next();
      }

      @Override
      public void close() {
        closed.addAndGet(once.getAndSet(0));
        stream.close();
      }
    };
  }

  private RecordedStream follow(String query) {
    RecordedStream client = new RecordedStream();
    LogFollower follower =
        new LogFollower(
            engine,
            logged.container(),
            LogRequest.of(Queries.of("follow=true&" + query)),
            null,
            LogFormat.SSE,
            client.stream());
    clients.add(client);
    followers.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    follower.follow(feeds);
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                }));
    return client;
  }

  private void start() {
    logged.engine.containers().start(logged.ref);
    logged.mirror.refresh(logged.ref);
  }

  private void say(int count, OutputStreamKind stream, String padding) {
    for (int i = 0; i < count; i++) {
      logged.engine.trouble().writes(logged.ref, stream, ++said + " " + padding);
    }
  }

  private void say(int count) {
    say(count, OutputStreamKind.STDOUT, "");
  }

  private static List<Integer> numbers(String text) {
    return MESSAGE.matcher(text).results().map(each -> Integer.valueOf(each.group(1))).toList();
  }

  private static boolean hasLine(String text, int number) {
    return text.contains("\"message\":\"" + number + " ");
  }

  @Test
  void follow_manyReaders_haveOneUpstreamThatEndsWithThem() throws Exception {
    start();
    say(10);
    for (int i = 0; i < 40; i++) {
      follow("tail=all");
    }
    for (RecordedStream client : clients) {
      client.await(text -> hasLine(text, 10));
    }
    say(1);
    for (RecordedStream client : clients) {
      client.await(text -> hasLine(text, 11));
    }
    assertThat(opened).hasValue(1);

    clients.forEach(RecordedStream::leave);
    until(() -> closed.get() == 1);
  }

  @Test
  void follow_joinedWhileLinesCome_hasEachOnce() throws Exception {
    start();
    say(700);
    Thread writer = Thread.ofVirtual().start(() -> say(900));
    for (int i = 0; i < 12; i++) {
      follow(i % 3 == 0 ? "tail=10" : i % 3 == 1 ? "tail=300" : "tail=all");
    }
    writer.join();
    for (RecordedStream client : clients) {
      client.await(text -> hasLine(text, 1_600));
    }

    for (int i = 0; i < clients.size(); i++) {
      List<Integer> seen = numbers(clients.get(i).text());
      assertThat(seen)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(seen.getFirst(), 1_600).boxed().toList());
      assertThat(seen).hasSizeGreaterThanOrEqualTo(i % 3 == 0 ? 10 : i % 3 == 1 ? 300 : 1_600);
      assertThat(clients.get(i).text()).doesNotContain("gap");
    }
  }

  @Test
  void follow_readerThatStops_getsAGapAndSlowsNobody() throws Exception {
    start();
    say(1);
    RecordedStream stopped = follow("tail=all");
    RecordedStream other = follow("tail=all");
    stopped.await(text -> hasLine(text, 1));
    stopped.hold();
    for (int i = 0; i < 10; i++) {
      say(40, OutputStreamKind.STDOUT, "x".repeat(16 * 1024));
      other.await(text -> hasLine(text, said));
    }
    assertThat(numbers(other.text())).hasSize(401);

    stopped.release();
    stopped.await(text -> hasLine(text, 401));
    assertThat(stopped.text()).contains("event: gap\ndata: {\"lost_after\":\"2026-");
    assertThat(numbers(stopped.text())).isSorted().doesNotHaveDuplicates().hasSizeLessThan(400);
    assertThat(other.text()).doesNotContain("gap");
  }

  @Test
  void follow_filters_areEachReadersOwn() throws Exception {
    start();
    RecordedStream errors = follow("tail=0&stream=stderr");
    RecordedStream sevens = follow("tail=0&contains=7");
    RecordedStream all = follow("tail=0");
    // Where one begins that wants no older lines is seen by the first line it has.
    until(
        () -> {
          say(1, OutputStreamKind.STDERR, "7");
          return clients.stream().noneMatch(client -> numbers(client.text()).isEmpty());
        });
    int before = said;
    say(18);
    say(1, OutputStreamKind.STDERR, "7");
    for (RecordedStream client : clients) {
      client.await(text -> hasLine(text, said));
    }

    List<Integer> came = IntStream.rangeClosed(before + 1, said).boxed().toList();
    assertThat(numbersAfter(before, errors)).containsExactly(said);
    assertThat(numbersAfter(before, sevens))
        .containsExactlyElementsOf(
            came.stream().filter(each -> each == said || ("" + each).contains("7")).toList());
    assertThat(numbersAfter(before, all)).containsExactlyElementsOf(came);
  }

  private static List<Integer> numbersAfter(int number, RecordedStream client) {
    return numbers(client.text()).stream().filter(each -> each > number).toList();
  }

  @Test
  void follow_afterAllHaveLeft_beginsAnew() throws Exception {
    start();
    say(3);
    RecordedStream first = follow("tail=1");
    first.await(text -> hasLine(text, 3));
    first.leave();
    until(() -> closed.get() == 1);

    RecordedStream second = follow("tail=2");
    second.await(text -> hasLine(text, 3));
    assertThat(numbers(second.text())).containsExactly(2, 3);
    assertThat(opened).hasValue(2);
  }
}
