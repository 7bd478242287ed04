package tianniu.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tianniu.engine.LogLine;
import tianniu.engine.OutputStreamKind;
import tianniu.http.Queries;

/** What a feed keeps, and where its readers stand in it. */
class LogFeedTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Pattern MESSAGE = Pattern.compile("\"message\":\"(\\d+)");

  private static final long ROOM = 2 << 20;

  /** Of these some two hundred fit in. */
  private static final String LONG = "x".repeat(10_000);

  private final LogFeed feed = new LogFeed(Duration.ZERO, () -> ROOM);
  private int written;

  private static LogPosition position(int number) {
    return new LogPosition(START.plusMillis(number), 0);
  }

  private void write(int count, String padding) throws InterruptedException {
    write(feed, count, padding);
  }

  private void write(LogFeed to, int count, String padding) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      LogPosition here = position(++written);
      LogLine line = LogLine.of(here.timestamp(), OutputStreamKind.STDOUT, written + " " + padding);
      to.add(new FeedBlock.Placed(here, line, null));
    }
  }

  private static List<Integer> take(LogFeed.Reader reader) {
    List<Integer> numbers = new ArrayList<>();
    for (LogFeed.Batch batch = reader.take(LogFormat.NDJSON);
        batch != null;
        batch = reader.take(LogFormat.NDJSON)) {
      FeedBlock.Part part = batch.part();
      int start = part.start(part.from());
      String text = new String(part.bytes(), start, part.start(part.to()) - start, UTF_8);
      MESSAGE
          .matcher(text)
          .results()
          .map(each -> Integer.valueOf(each.group(1)))
          .forEach(numbers::add);
    }
    return numbers;
  }

  @Test
  void take_severalReaders_shareTheWrittenBytes() throws Exception {
    try (LogFeed.Reader one = feed.join();
        LogFeed.Reader two = feed.join()) {
      one.seekEnd();
      two.seekEnd();
      write(3, "");
      FeedBlock.Part first = requireNonNull(one.take(LogFormat.SSE)).part();
      assertThat(requireNonNull(two.take(LogFormat.SSE)).part().bytes()).isSameAs(first.bytes());
      assertThat(one.take(LogFormat.SSE)).isNull();
    }
  }

  @Test
  void take_whileLinesCome_givesEachOnce() throws Exception {
    try (LogFeed.Reader reader = feed.join()) {
      reader.seekEnd();
      write(2, "");
      assertThat(take(reader)).containsExactly(1, 2);
      write(1, "");
      assertThat(take(reader)).containsExactly(3);
      assertThat(take(reader)).isEmpty();
    }
  }

  @Test
  void take_readerThatStopped_losesWhatDoesNotFitAndGoesOn() throws Exception {
    try (LogFeed.Reader stopped = feed.join()) {
      stopped.seekEnd();
      write(1_000, LONG);

      LogFeed.Batch batch = requireNonNull(stopped.take(LogFormat.NDJSON));
      assertThat(batch.lost()).isTrue();
      FeedBlock.Part part = batch.part();
      assertThat(part.lines()[part.from()].position())
          .matches(first -> position(790).isBefore(first) && first.isBefore(position(999)));
      List<Integer> rest = take(stopped);
      assertThat(rest.getLast()).isEqualTo(1_000);
      write(1, "");
      assertThat(take(stopped)).containsExactly(1_001);
    }
  }

  @Test
  void add_linesThatAllHaveRead_goButForTheNewest() throws Exception {
    try (LogFeed.Reader reader = feed.join();
        LogFeed.Reader late = feed.join()) {
      reader.seekEnd();
      late.seekEnd();
      for (int i = 0; i < 150; i++) {
        write(1, LONG);
        assertThat(take(reader)).containsExactly(i + 1);
        take(late);
      }
      try (LogFeed.Reader next = feed.join()) {
        assertThat(next.seekTail(LogRequest.of(Queries.of("tail=40")))).isFalse();
        assertThat(next.seekTail(LogRequest.of(Queries.of("tail=8")))).isTrue();
        assertThat(take(next)).hasSize(8).last().isEqualTo(150);
      }
    }
  }

  @Test
  void add_linesThatOneHasYetToRead_stay() throws Exception {
    try (LogFeed.Reader reader = feed.join();
        LogFeed.Reader late = feed.join();
        LogFeed.Reader undecided = feed.join()) {
      reader.seekEnd();
      late.seekEnd();
      for (int i = 0; i < 150; i++) {
        write(1, LONG);
        take(reader);
      }
      assertThat(take(late)).hasSize(150);
      write(20, LONG);
      take(reader);
      take(late);
      assertThat(undecided.seekAfter(position(1))).isEqualTo(LogFeed.Joined.BEHIND);
      assertThat(take(undecided)).hasSize(169);
    }
  }

  @Test
  void add_manyFeeds_haveLessRoomEach() throws Exception {
    LogFeed narrow = new LogFeed(Duration.ZERO, () -> ROOM / 8);
    try (LogFeed.Reader stopped = narrow.join()) {
      stopped.seekEnd();
      write(narrow, 100, LONG);
      assertThat(requireNonNull(stopped.take(LogFormat.NDJSON)).lost()).isTrue();
      assertThat(take(stopped)).hasSizeLessThan(30).last().isEqualTo(100);
    }
  }

  @Test
  void take_readerThatReadsOn_isWaitedForInABurst() throws Exception {
    LogFeed patient = new LogFeed(Duration.ofHours(1), () -> ROOM);
    try (LogFeed.Reader reader = patient.join()) {
      reader.seekEnd();
      List<Integer> seen = new ArrayList<>();
      Thread reading =
          Thread.ofVirtual()
              .start(
                  () ->
                      until(
                          () -> {
                            seen.addAll(take(reader));
                            return !seen.isEmpty() && seen.getLast() >= 2_000;
                          }));
      write(patient, 2_000, LONG);
      reading.join();
      assertThat(seen).isSorted().doesNotHaveDuplicates().last().isEqualTo(2_000);
    }
  }

  @Test
  void seekTail_asksForWhatIsHere_beginsThere() throws Exception {
    write(50, "");
    try (LogFeed.Reader reader = feed.join()) {
      assertThat(reader.seekTail(LogRequest.of(Queries.of("tail=3")))).isTrue();
      assertThat(take(reader)).containsExactly(48, 49, 50);
    }
  }

  @Test
  void seekTail_asksForMore_isSureOnlyOfAWholeLog() throws Exception {
    write(5, "");
    try (LogFeed.Reader reader = feed.join()) {
      LogRequest all = LogRequest.of(Queries.of("tail=all"));
      assertThat(reader.seekTail(all)).isFalse();
      feed.begin(true);
      assertThat(reader.seekTail(all)).isTrue();
      assertThat(take(reader)).containsExactly(1, 2, 3, 4, 5);

      write(1_000, LONG);
      assertThat(reader.seekTail(all)).isFalse();
    }
  }

  @Test
  void seekAfter_knowsWhereTheLineIs() throws Exception {
    write(10, "");
    try (LogFeed.Reader reader = feed.join()) {
      assertThat(reader.seekAfter(position(0))).isEqualTo(LogFeed.Joined.TOO_OLD);
      assertThat(reader.seekAfter(position(10))).isEqualTo(LogFeed.Joined.BEHIND);
      assertThat(take(reader)).isEmpty();
      assertThat(reader.seekAfter(position(11))).isEqualTo(LogFeed.Joined.AHEAD);
      assertThat(reader.seekAfter(new LogPosition(START.plusMillis(7), 3)))
          .isEqualTo(LogFeed.Joined.MISSING);
      assertThat(take(reader)).containsExactly(8, 9, 10);
    }
  }
}
