package tianniu.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static tianniu.engine.contract.TestEngine.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.OutputStreamKind;
import tianniu.fault.Fault;

/** What a container wrote, and what it goes on to write. */
public abstract class LogContract extends EngineContract {
  private static final LogQuery EVERYTHING = new LogQuery(null, null, LogQuery.ALL, false);

  /** Five lines, each at its own moment. */
  private static final String COUNTING = "for i in 1 2 3 4 5; do echo $i; sleep 0.02; done";

  private List<LogLine> read(EngineRef ref, long tail) {
    return engine().logs(ref, new LogQuery(null, null, tail, false));
  }

  private static List<String> messages(List<LogLine> lines) {
    return TestEngine.messages(lines);
  }

  @Test
  void logs_bothOutputs_areToldApart() {
    EngineRef ref = engine().ended("echo out; sleep 0.1; echo err >&2");
    assertThat(engine().logs(ref, EVERYTHING))
        .extracting(LogLine::stream, LogLine::message)
        .containsExactly(
            tuple(OutputStreamKind.STDOUT, "out"), tuple(OutputStreamKind.STDERR, "err"));
  }

  @Test
  void logs_severalLines_oldestFirst() {
    assertThat(engine().messages(engine().ended("seq 1 300")))
        .hasSize(300)
        .startsWith("1", "2", "3")
        .endsWith("299", "300");
  }

  @Test
  void logs_timestamps_growWithinTheRun() {
    Instant before = Instant.now();
    List<LogLine> lines = engine().logs(engine().ended(COUNTING), EVERYTHING);
    assertThat(lines)
        .extracting(LogLine::timestamp)
        .isSorted()
        .allSatisfy(time -> assertThat(time).isBetween(before, Instant.now()));
  }

  @Test
  void logs_lastLineWithoutItsEnd_isALine() {
    assertThat(engine().messages(engine().ended("echo a; printf b"))).containsExactly("a", "b");
  }

  @Test
  void logs_emptyLines_areLines() {
    assertThat(engine().messages(engine().ended("echo; echo a; echo")))
        .containsExactly("", "a", "");
  }

  @Test
  void logs_otherScripts_arriveUnharmed() {
    assertThat(engine().messages(engine().ended("echo '天牛 ✓ ö'"))).containsExactly("天牛 ✓ ö");
  }

  @Test
  void logs_bytesThatAreNoText_areReplaced() {
    assertThat(engine().messages(engine().ended("printf 'a\\377b\\n'")))
        .containsExactly("a\uFFFDb");
  }

  @Test
  void logs_veryLongLine_isOneLine() {
    // Docker's log driver cuts lines at 16 KiB.
    EngineRef ref = engine().ended("printf '%040000d\\n' 7; echo after");
    assertThat(engine().messages(ref)).containsExactly("0".repeat(39_999) + "7", "after");
  }

  @Test
  void logs_neverStarted_isEmpty() {
    assertThat(engine().logs(engine().create("echo", "a"), EVERYTHING)).isEmpty();
  }

  @Test
  void logs_removed_findsNothing() {
    EngineRef ref = engine().removed();
    assertThat(fault(() -> engine().logs(ref, EVERYTHING)))
        .isInstanceOf(Fault.NoSuchContainer.class);
  }

  @Test
  void logs_secondRun_keepsTheFirst() {
    EngineRef ref = engine().ended("echo run");
    engine().containers().start(ref);
    engine().await(() -> engine().messages(ref).size() == 2);
    assertThat(engine().messages(ref)).containsExactly("run", "run");
  }

  @Test
  void tail_fewerThanThereAre_areTheLast() {
    assertThat(messages(read(engine().ended("seq 1 9"), 2))).containsExactly("8", "9");
  }

  @Test
  void tail_zero_isNothing() {
    assertThat(read(engine().ended("seq 1 9"), 0)).isEmpty();
  }

  @Test
  void tail_moreThanThereAre_isAll() {
    assertThat(messages(read(engine().ended("seq 1 3"), 100))).containsExactly("1", "2", "3");
  }

  @Test
  void since_aLinesOwnMoment_includesIt() {
    EngineRef ref = engine().ended(COUNTING);
    Instant third = read(ref, LogQuery.ALL).get(2).timestamp();
    assertThat(messages(engine().logs(ref, new LogQuery(third, null, LogQuery.ALL, false))))
        .containsExactly("3", "4", "5");
  }

  @Test
  void until_aLinesOwnMoment_excludesIt() {
    EngineRef ref = engine().ended(COUNTING);
    Instant third = read(ref, LogQuery.ALL).get(2).timestamp();
    assertThat(messages(engine().logs(ref, new LogQuery(null, third, LogQuery.ALL, false))))
        .containsExactly("1", "2");
  }

  @Test
  void sinceAndUntil_together_areARange() {
    EngineRef ref = engine().ended(COUNTING);
    List<LogLine> all = read(ref, LogQuery.ALL);
    LogQuery query =
        new LogQuery(all.get(1).timestamp(), all.get(3).timestamp(), LogQuery.ALL, false);
    assertThat(messages(engine().logs(ref, query))).containsExactly("2", "3");
  }

  @Test
  void tail_withUntil_countsWhatUntilLeaves() {
    EngineRef ref = engine().ended(COUNTING);
    Instant fourth = read(ref, LogQuery.ALL).get(3).timestamp();
    assertThat(messages(engine().logs(ref, new LogQuery(null, fourth, 2, false))))
        .containsExactly("2", "3");
  }

  @Test
  void tail_withSince_countsWhatSinceLeaves() {
    EngineRef ref = engine().ended(COUNTING);
    Instant fourth = read(ref, LogQuery.ALL).get(3).timestamp();
    assertThat(messages(engine().logs(ref, new LogQuery(fourth, null, 4, false))))
        .containsExactly("4", "5");
  }

  @Test
  void since_theFuture_isNothing() {
    EngineRef ref = engine().ended("echo a");
    Instant later = Instant.now().plusSeconds(3600);
    assertThat(engine().logs(ref, new LogQuery(later, null, LogQuery.ALL, false))).isEmpty();
  }

  @Test
  void follow_running_givesHistoryThenNewLines() {
    EngineRef ref = talking();
    try (LogStream stream = follow(ref, null, LogQuery.ALL)) {
      assertThat(next(stream)).isEqualTo("1");
      assertThat(next(stream)).isEqualTo("2");
      assertThat(next(stream)).isEqualTo("3");
    }
  }

  @Test
  void follow_withoutHistory_givesOnlyNewLines() {
    EngineRef ref = talking();
    engine().await(() -> engine().messages(ref).size() >= 2);
    try (LogStream stream = follow(ref, null, 0)) {
      assertThat(Integer.parseInt(next(stream))).isGreaterThan(2);
    }
  }

  @Test
  void follow_since_leavesOutWhatIsOlder() {
    EngineRef ref = talking();
    engine().await(() -> engine().messages(ref).size() >= 3);
    Instant second = read(ref, LogQuery.ALL).get(1).timestamp();
    try (LogStream stream = follow(ref, second, LogQuery.ALL)) {
      assertThat(next(stream)).isEqualTo("2");
      assertThat(next(stream)).isEqualTo("3");
    }
  }

  @Test
  void follow_runEnds_ends() {
    EngineRef ref = engine().running("sh", "-c", "echo a; sleep 0.3; echo b");
    assertThat(messages(engine().logs(ref, new LogQuery(null, null, LogQuery.ALL, true))))
        .containsExactly("a", "b");
  }

  @Test
  void follow_stopped_endsAfterTheHistory() {
    EngineRef ref = engine().ended("echo a");
    assertThat(messages(engine().logs(ref, new LogQuery(null, null, LogQuery.ALL, true))))
        .containsExactly("a");
  }

  @Test
  void follow_containerIsRemoved_ends() {
    EngineRef ref = engine().running("sh", "-c", "echo a; sleep 600");
    try (LogStream stream = follow(ref, null, LogQuery.ALL)) {
      assertThat(next(stream)).isEqualTo("a");
      engine().containers().remove(ref, true, false);
      assertThat(stream.next()).isNull();
    }
  }

  @Test
  void follow_containerIsStopped_ends() {
    EngineRef ref = engine().running("sh", "-c", "echo a; sleep 600");
    try (LogStream stream = follow(ref, null, LogQuery.ALL)) {
      assertThat(next(stream)).isEqualTo("a");
      engine().containers().stop(ref, Duration.ZERO);
      assertThat(stream.next()).isNull();
    }
  }

  @Test
  void close_fromAnotherThread_endsTheReading() throws InterruptedException {
    EngineRef ref = engine().running("sleep", "600");
    try (LogStream stream = follow(ref, null, LogQuery.ALL)) {
      Thread closer = Thread.ofVirtual().start(stream::close);
      assertThat(stream.next()).isNull();
      closer.join();
    }
  }

  @Test
  void close_twice_isHarmless() {
    LogStream stream = follow(engine().running("sleep", "600"), null, LogQuery.ALL);
    stream.close();
    stream.close();
    assertThat(stream.next()).isNull();
  }

  /** A container that writes the numbers from 1 on. */
  private EngineRef talking() {
    return engine()
        .running("sh", "-c", "i=1; while true; do echo $i; i=$((i+1)); sleep 0.05; done");
  }

  private LogStream follow(EngineRef ref, @Nullable Instant since, long tail) {
    return engine().containers().logs(ref, new LogQuery(since, null, tail, true));
  }

  private static String next(LogStream stream) {
    return Objects.requireNonNull(stream.next(), "the stream ended").message();
  }

  @Test
  void lastLines_ofARunThatEnded_areTheLast() {
    EngineRef ref = engine().ended("echo one; echo two; echo three");
    List<String> messages = new ArrayList<>();
    try (LogStream stream = engine().containers().lastLines(engine().see(ref), 2)) {
      for (LogLine line = stream.next(); line != null; line = stream.next()) {
        messages.add(line.message());
      }
    }
    assertThat(messages).containsExactly("two", "three");
  }

  @Test
  void lastLines_removed_findsNothing() {
    EngineRef ref = engine().ended("echo one");
    EngineContainer seen = engine().see(ref);
    engine().containers().remove(ref, false, false);
    assertThat(fault(() -> engine().containers().lastLines(seen, 2)))
        .isInstanceOf(Fault.NoSuchContainer.class);
  }
}
