package tianniu.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.engine.EngineRef;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.OutputStreamKind;
import tianniu.engine.docker.DockerLogStream.Source;

class NearLogsTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final Instant START = Instant.parse("2026-11-23T15:00:00Z");

  @TempDir private Path folder = Path.of("");
  private Path log = Path.of("");

  @BeforeEach
  void place() throws IOException {
    log = Files.createDirectory(folder.resolve(ID)).resolve(ID + "-json.log");
  }

  private static String entry(Instant at, OutputStreamKind stream, String json) {
    return "{\"log\":\"%s\",\"stream\":\"%s\",\"time\":\"%s\"}\n"
        .formatted(json, stream.word(), at);
  }

  private static String entry(int number) {
    return entry(START.plusMillis(number), OutputStreamKind.STDOUT, number + "\\n");
  }

  private static Source source(@Nullable Instant since, @Nullable Instant until) {
    return new Source(new EngineRef(ID), false, since, until);
  }

  private @Nullable LogStream open(String driver, String config, Path path) {
    String json =
        """
        {"Id": "%s", "LogPath": "%s", "State": {}, "Config": {},
         "HostConfig": {"LogConfig": {"Type": "%s", "Config": %s}}}
        """
            .formatted(ID, path, driver, config);
    Wire.Inspected container = Json.read(json.getBytes(UTF_8), Wire.Inspected.class);
    return new NearLogs().open(container, source(null, null), LogQuery.ALL);
  }

  private static List<LogLine> lines(@Nullable LogStream stream) {
    List<LogLine> lines = new ArrayList<>();
    try (LogStream open = Objects.requireNonNull(stream)) {
      for (LogLine line = open.next(); line != null; line = open.next()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static List<String> messages(@Nullable LogStream stream) {
    return lines(stream).stream().map(LogLine::message).toList();
  }

  @Test
  void open_usualFile_isReadHere() throws IOException {
    Files.writeString(log, entry(1) + entry(2));
    assertThat(messages(open("json-file", "{}", log))).containsExactly("1", "2");
    assertThat(messages(open("json-file", "null", log))).containsExactly("1", "2");
    assertThat(messages(open("json-file", "{\"max-size\": \"1m\", \"max-file\": \"3\"}", log)))
        .containsExactly("1", "2");
  }

  @Test
  void open_emptyFile_isAnEmptyLog() throws IOException {
    Files.createFile(log);
    assertThat(messages(open("json-file", "{}", log))).isEmpty();
  }

  @Test
  void open_otherThanUsual_isTheEngines() throws IOException {
    assertThat(open("json-file", "{}", log)).isNull();
    assertThat(open("json-file", "{}", Path.of(""))).isNull();
    Files.writeString(log, entry(1));
    assertThat(open("local", "{}", log)).isNull();
    assertThat(open("journald", "{}", log)).isNull();
    assertThat(open("json-file", "{\"max-size\": \"1m\"}", log)).isNull();
    assertThat(open("json-file", "{\"max-size\": \"1m\", \"max-file\": \"1\"}", log)).isNull();
    assertThat(open("json-file", "{\"max-file\": \"many\"}", log)).isNull();
    String compressed = "{\"max-size\": \"1m\", \"max-file\": \"3\", \"compress\": \"true\"}";
    assertThat(open("json-file", compressed, log)).isNull();
  }

  @Test
  void open_elsewhereThanUsual_isTheEngines() throws IOException {
    Path other = Files.writeString(folder.resolve(ID + "-json.log"), entry(1));
    assertThat(open("json-file", "{}", other)).isNull();
    Files.createSymbolicLink(log, other);
    assertThat(open("json-file", "{}", log)).isNull();
    Files.delete(log);
    Files.createDirectory(log);
    assertThat(open("json-file", "{}", log)).isNull();
  }

  @Test
  void open_beginsWithSomethingElse_isTheEngines() throws IOException {
    Files.writeString(log, "2026-11-23T15:00:00Z stdout F text\n" + entry(1));
    assertThat(open("json-file", "{}", log)).isNull();
  }

  @Test
  void open_filesPutAside_comeFirst() throws IOException {
    Files.writeString(log.resolveSibling(log.getFileName() + ".2"), entry(1) + entry(2));
    Files.writeString(log.resolveSibling(log.getFileName() + ".1"), entry(3));
    Files.writeString(log.resolveSibling(log.getFileName() + ".3"), entry(0));
    Files.writeString(log, entry(4));
    assertThat(messages(open("json-file", "{\"max-size\": \"1m\", \"max-file\": \"3\"}", log)))
        .containsExactly("1", "2", "3", "4");
  }

  @Test
  void open_writtenMeanwhile_endsWhereItEnded() throws IOException {
    Files.writeString(log, entry(1) + entry(2));
    LogStream open = open("json-file", "{}", log);
    Files.writeString(log, entry(3), StandardOpenOption.APPEND);
    assertThat(messages(open)).containsExactly("1", "2");
  }

  @Test
  void open_removedMeanwhile_isReadToItsEnd() throws IOException {
    Files.writeString(log, entry(1) + entry(2));
    LogStream open = open("json-file", "{}", log);
    Files.delete(log);
    assertThat(messages(open)).containsExactly("1", "2");
  }

  @Test
  void next_closed_isNoFault() throws IOException {
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      content.append(entry(i));
    }
    Files.writeString(log, content);
    LogStream open = Objects.requireNonNull(open("json-file", "{}", log));
    assertThat(open.next()).isNotNull();
    open.close();
    assertThat(lines(open)).hasSizeLessThan(10_000);
  }

  @Test
  void open_anyQuery_isWhatTheWholeLogSays() throws IOException {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int most = 1 + random.nextInt(4);
      writeRandom(random, most);
      Instant end = START.plusSeconds(60);
      for (int i = 0; i < 25; i++) {
        Instant since = random.nextInt(3) > 0 ? null : moment(random, end);
        Instant until = random.nextInt(3) > 0 ? null : moment(random, end);
        long tail = random.nextInt(4) == 0 ? LogQuery.ALL : 1L << random.nextInt(16);
        assertThat(near(most, source(since, until), tail))
            .as("seed %d, since %s, until %s, tail %d", seed, since, until, tail)
            .isEqualTo(whole(most, source(since, until), tail));
      }
    }
  }

  private List<LogLine> near(int most, Source source, long tail) {
    String json =
        """
        {"Id": "%s", "LogPath": "%s", "State": {}, "Config": {},
         "HostConfig": {"LogConfig": {"Type": "json-file", "Config": {"max-file": "%d"}}}}
        """
            .formatted(ID, log, most);
    Wire.Inspected container = Json.read(json.getBytes(UTF_8), Wire.Inspected.class);
    return lines(new NearLogs().open(container, source, tail));
  }

  private List<LogLine> whole(int most, Source source, long tail) throws IOException {
    LogFiles files = LogFiles.open(log, most);
    LineJoiner joiner = new LineJoiner(new FileEntries(files, false, source.until()));
    List<LogLine> all = lines(new DockerLogStream(files, joiner, source, 0, Long.MAX_VALUE));
    return tail == LogQuery.ALL || tail >= all.size()
        ? all
        : all.subList(all.size() - (int) tail, all.size());
  }

  private static Instant moment(Random random, Instant end) {
    return random.nextInt(8) == 0
        ? end.plusSeconds(random.nextInt(9) - 4)
        : START.plusNanos(random.nextLong(60_000_000_000L));
  }

  /** A minute of a log in up to so many files; the times of its two outputs are a bit mixed. */
  private void writeRandom(Random random, int most) throws IOException {
    int count = 1 << random.nextInt(15);
    boolean pieces = random.nextBoolean();
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < count; i++) {
      Instant at = START.plusNanos(60_000_000_000L / count * i + random.nextLong(300_000_000));
      OutputStreamKind stream =
          random.nextInt(5) == 0 ? OutputStreamKind.STDERR : OutputStreamKind.STDOUT;
      int length = random.nextInt(200) == 0 ? 16 * 1024 : random.nextInt(200);
      boolean isPiece = pieces && random.nextInt(3) == 0;
      content.append(entry(at, stream, i + "x".repeat(length) + (isPiece ? "" : "\\n")));
      if (random.nextInt(500) == 0) {
        content.append("\0garbage\n");
      }
    }
    String all = content.toString();
    int from = 0;
    for (int file = most - 1; file >= 0; file--) {
      int near = from + random.nextInt(all.length() - from + 1);
      int to = file == 0 ? all.length() : Math.max(from, all.lastIndexOf('\n', near) + 1);
      Path path = file == 0 ? log : log.resolveSibling(log.getFileName() + "." + file);
      Files.writeString(path, all.substring(from, to));
      from = to;
    }
  }
}
