package tianniu.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.docker.DockerLogStream.Source;

/** A log that is read from its files is the one that the engine gives. */
class NearLogsIT {
  /** Lines at and about the size of a piece, empty ones, and one without its end. */
  private static final String SIZES =
      """
      printf '%016383d\\n' 1; printf '%016384d\\n' 2; printf '%016385d\\n' 3
      printf '%032768d\\n' 4; printf '%0100000d\\n' 5; printf '\\n\\na\\n\\n'
      """;

  private static final String OUTPUTS =
      """
      i=0; while [ $i -lt 400 ]; do
        echo out $i; echo err $i >&2; [ $((i % 20)) = 0 ] && usleep 30000; i=$((i + 1))
      done
      """;

  /** Pieces end within its characters. */
  private static final String WIDE = "yes 天 | head -n 20000 | tr -d '\\n'; echo\n";

  private static final String BINARY =
      """
      head -c 50000 /dev/urandom | tr -d '\\n'; echo
      head -c 50000 /dev/urandom
      """;

  private final DockerTestEngine engine = new DockerTestEngine();
  private final String name = engine.name();
  private final DockerLogs near = new DockerLogs(engine.http(), new NearLogs());
  private final DockerLogs far = new DockerLogs(engine.http(), null);

  @AfterEach
  void cleanUp() throws Exception {
    engine.http().exchange(Call.delete("/containers/" + name).query("force", true));
    engine.close();
  }

  private EngineRef started(Map<String, Object> config, Map<String, String> log, String script) {
    Map<String, Object> body = new HashMap<>(config);
    body.put("Image", engine.image());
    body.put("Cmd", List.of("sh", "-c", script));
    body.put("HostConfig", Map.of("LogConfig", Map.of("Type", "json-file", "Config", log)));
    Call call = Call.post("/containers/create").query("name", name).withBody(body);
    EngineRef ref =
        new EngineRef(Objects.requireNonNull(engine.send(call).read(Wire.Identity.class).id()));
    engine.containers().start(ref);
    return ref;
  }

  private EngineRef ended(Map<String, Object> config, Map<String, String> log, String script) {
    EngineRef ref = started(config, log, script);
    engine.awaitState(ref, EngineState.EXITED);
    return ref;
  }

  private Wire.Inspected inspected(EngineRef ref) {
    return DockerContainers.inspect(engine.http(), ref);
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

  /** From its files, or null when these are left to the engine. */
  private static @Nullable List<LogLine> fromFiles(Wire.Inspected container) {
    Source source = new Source(new EngineRef(container.id()), false, null, null);
    LogStream stream = new NearLogs().open(container, source, LogQuery.ALL);
    return stream == null ? null : lines(stream);
  }

  private void requireSame(EngineRef ref) {
    Wire.Inspected container = inspected(ref);
    assertThat(fromFiles(container)).isNotNull();
    List<LogLine> all = lines(far.open(container, new LogQuery(null, null, LogQuery.ALL, false)));
    assertThat(all).isNotEmpty();
    List<@Nullable Instant> moments = new ArrayList<>();
    moments.add(null);
    moments.add(all.getFirst().timestamp().minusSeconds(5));
    moments.add(all.getLast().timestamp().plusSeconds(5));
    for (int part = 0; part < 4; part++) {
      Instant time = all.get((all.size() - 1) * part / 3).timestamp();
      moments.add(part % 2 == 0 ? time : time.plusNanos(1));
    }
    long[] tails = {LogQuery.ALL, 1, 2, 7, 100, all.size() - 1, 9_999, 10_001};
    for (Instant since : moments) {
      for (Instant until : moments) {
        for (long tail : tails) {
          LogQuery query = new LogQuery(since, until, Math.max(tail, LogQuery.ALL), false);
          assertThat(lines(near.open(container, query)))
              .as("%s", query)
              .isEqualTo(lines(far.open(container, query)));
        }
      }
    }
  }

  /** As printf takes it: of all bytes, with characters of other scripts among them. */
  private static String anything(long seed) {
    Random random = new Random(seed);
    String[] texts = {"天牛", "✓", "ö", "😀", "\u2028", "<&>", "\\\\", "\"", "\r", "\t", "\u001b[1m"};
    StringBuilder format = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      switch (random.nextInt(4)) {
        case 0 -> format.append("\\%03o".formatted(random.nextInt(256)));
        case 1 -> format.append("plain text");
        case 2 -> format.append(texts[random.nextInt(texts.length)]);
        default -> format.append(random.nextBoolean() ? "\\n" : " ");
      }
    }
    return "printf '" + format.toString().replace("%", "%%") + "'\n";
  }

  @Test
  void open_linesOfAllKinds_areTheEngines() {
    requireSame(ended(Map.of(), Map.of(), anything(1) + SIZES + OUTPUTS + WIDE + BINARY));
  }

  @Test
  void open_lastLineWithoutItsEnd_isTheEngines() {
    requireSame(ended(Map.of(), Map.of(), anything(2) + "printf '%020000d' 7"));
  }

  @Test
  void open_terminal_isTheEngines() {
    requireSame(ended(Map.of("Tty", true), Map.of(), SIZES + OUTPUTS + WIDE + anything(3)));
  }

  @Test
  void open_attributes_areLeftOut() {
    Map<String, Object> config =
        Map.of("Labels", Map.of("team", "a \"b\" {天}"), "Env", List.of("A={\"log\":\"x\"}"));
    Map<String, String> log = Map.of("labels", "team", "env", "A", "tag", "{{.Name}}/{{.ID}}");
    requireSame(ended(config, log, anything(4) + OUTPUTS));
  }

  @Test
  void open_lineUnderWay_isTheEngines() {
    EngineRef ref = started(Map.of(), Map.of(), "echo a; printf '%040000d' 7; sleep 600");
    // Of the line the engine writes down each 16 KiB that are full.
    engine.await(() -> engine.messages(ref).equals(List.of("a", "0".repeat(2 * 16 * 1024))));
    requireSame(ref);
    assertThat(Objects.requireNonNull(fromFiles(inspected(ref))).getLast().isCut()).isTrue();
  }

  @Test
  void open_secondRun_isTheEngines() {
    EngineRef ref = ended(Map.of(), Map.of(), OUTPUTS);
    engine.containers().start(ref);
    engine.awaitState(ref, EngineState.EXITED);
    requireSame(ref);
  }

  @Test
  void open_filesPutAside_areTheEngines() {
    Map<String, String> log = Map.of("max-size", "40k", "max-file", "4");
    requireSame(ended(Map.of(), log, OUTPUTS + SIZES + OUTPUTS));
  }

  @Test
  void open_manyFilesPutAside_areWhatWasWritten() {
    Map<String, String> log = Map.of("max-size", "200k", "max-file", "100");
    EngineRef ref = ended(Map.of(), log, "seq 1 100000");
    assertThat(Objects.requireNonNull(fromFiles(inspected(ref))))
        .extracting(line -> Integer.parseInt(line.message()))
        .hasSize(100_000)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void open_compressedFiles_areLeftToTheEngine() {
    Map<String, String> log = Map.of("max-size", "40k", "max-file", "4", "compress", "true");
    EngineRef ref = ended(Map.of(), log, "seq 1 3000");
    assertThat(fromFiles(inspected(ref))).isNull();
    assertThat(lines(near.open(inspected(ref), new LogQuery(null, null, 3, false)))).hasSize(3);
  }

  @Test
  void open_onlyFileCutShort_isLeftToTheEngine() {
    EngineRef ref = ended(Map.of(), Map.of("max-size", "40k"), "seq 1 3000");
    assertThat(fromFiles(inspected(ref))).isNull();
  }

  @Test
  void open_fileCannotBeRead_isLeftToTheEngine() throws Exception {
    EngineRef ref = ended(Map.of(), Map.of(), "echo a");
    Path log = Path.of(Objects.requireNonNull(inspected(ref).logPath()));
    Path aside = log.resolveSibling("aside");
    Files.move(log, aside);
    assertThat(fromFiles(inspected(ref))).isNull();
    Files.move(aside, log);
    assertThat(fromFiles(inspected(ref))).hasSize(1);
  }

  /** dockerd renames its files again and again while they are opened. */
  @Test
  void open_whileFilesArePutAside_losesAndDoublesNothing() {
    Map<String, String> log = Map.of("max-size", "100k", "max-file", "5");
    EngineRef ref = started(Map.of(), log, "for round in 1 2 3; do seq 1 1 400000; done; echo end");
    Wire.Inspected container = inspected(ref);
    int read = 0;
    int left = 0;
    int most = 0;
    Instant last = Instant.EPOCH;
    boolean ended = false;
    while (!ended) {
      List<LogLine> lines = fromFiles(container);
      if (lines == null) {
        left++;
        continue;
      }
      read++;
      if (lines.isEmpty()) {
        assertThat(most).isZero();
        continue;
      }
      ended = lines.getLast().message().equals("end");
      List<Integer> numbers =
          lines.stream()
              .map(LogLine::message)
              .filter(message -> !message.equals("end"))
              .map(Integer::valueOf)
              .toList();
      for (int i = 1; i < numbers.size(); i++) {
        int next = numbers.get(i - 1) == 400_000 ? 1 : numbers.get(i - 1) + 1;
        assertThat(numbers.get(i)).isEqualTo(next);
      }
      most = Math.max(most, numbers.size());
      assertThat(lines.getLast().timestamp()).isAfterOrEqualTo(last);
      last = lines.getLast().timestamp();
    }
    assertThat(read).isGreaterThan(20).isGreaterThan(left);
    // Three files that are full, and the one that is written.
    assertThat(most).isGreaterThan(3_500);
  }
}
