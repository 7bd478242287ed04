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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.engine.LogLine;
import tianniu.engine.OutputStreamKind;

class FileEntriesTest {
  private static final String AT = "2026-11-23T15:00:00.123456789Z";

  @TempDir private Path folder = Path.of("");

  private static String entry(String json) {
    return "{\"log\":\"" + json + "\",\"stream\":\"stdout\",\"time\":\"" + AT + "\"}\n";
  }

  private List<LogLine> lines(String content, boolean tty, @Nullable Instant until)
      throws IOException {
    Path file = Files.writeString(folder.resolve("log"), content);
    List<LogLine> lines = new ArrayList<>();
    try (LogFiles files = LogFiles.open(file, 1)) {
      LineJoiner joiner = new LineJoiner(new FileEntries(files, tty, until));
      for (LogLine line = joiner.next(); line != null; line = joiner.next()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private List<String> messages(String content) throws IOException {
    return lines(content, false, null).stream().map(LogLine::message).toList();
  }

  @Test
  void next_usualLine_hasTimeStreamAndText() throws IOException {
    String other = entry("b\\n").replace("stdout", "stderr").replace(".123456789Z", ".5Z");
    assertThat(lines(entry("a\\n") + other, false, null))
        .containsExactly(
            LogLine.of(Instant.parse(AT), OutputStreamKind.STDOUT, "a"),
            LogLine.of(Instant.parse("2026-11-23T15:00:00.5Z"), OutputStreamKind.STDERR, "b"));
  }

  @Test
  void next_timesOfAllLengths_areRead() throws IOException {
    for (String time :
        List.of(
            "2026-11-23T15:00:00Z",
            "2026-11-23T15:00:00.1Z",
            "2026-11-23T15:00:00.12345678Z",
            "2026-11-23T15:00:00.000000001Z",
            "2026-11-23T15:00:00.123456789+08:00",
            "2026-11-23T15:00:00+08:00")) {
      assertThat(lines(entry("a\\n").replace(AT, time), false, null))
          .as(time)
          .extracting(LogLine::timestamp)
          .containsExactly(Instant.parse(time));
    }
  }

  @Test
  void next_escapes_areUndone() throws IOException {
    assertThat(
            messages(
                entry("\\u003ca\\u003e \\u0026 \\\"q\\\" \\\\ \\/\\n")
                    + entry("\\r\\t\\b\\f\\u0000\\u001b[1m\\n")
                    + entry("\\u2028\\u2029 \\u00e9 \\u00E9\\n")
                    + entry("\\ud83d\\ude00\\n")
                    + entry("天牛 ✓ 😀\\n")))
        .containsExactly(
            "<a> & \"q\" \\ /", "\r\t\b\f\0\u001b[1m", "\u2028\u2029 é é", "😀", "天牛 ✓ 😀");
  }

  @Test
  void next_halvesOfPairs_areReplaced() throws IOException {
    assertThat(
            messages(
                entry("\\ufffd\\n")
                    + entry("\\ud83d\\n")
                    + entry("\\ude00x\\n")
                    + entry("\\ud83d\\u0041\\n")
                    + entry("\\ud83d\\ud83d\\ude00\\n")))
        .containsExactly("\ufffd", "\ufffd", "\ufffdx", "\ufffdA", "\ufffd😀");
  }

  @Test
  void next_quotesAndBackslashesAtEveryPlace_areFound() throws IOException {
    StringBuilder content = new StringBuilder();
    List<String> wanted = new ArrayList<>();
    for (int length = 0; length < 40; length++) {
      for (int at = 0; at <= length; at++) {
        String before = "x".repeat(at);
        String after = "#]".repeat(40).substring(0, length - at);
        content.append(entry(before + "\\\"" + after + "\\n"));
        wanted.add(before + "\"" + after);
        content.append(entry(before + "\\\\" + after + "\\\\\\n"));
        wanted.add(before + "\\" + after + "\\");
      }
    }
    assertThat(messages(content.toString())).isEqualTo(wanted);
  }

  @Test
  void next_emptyTexts_areEmptyLinesOrPieces() throws IOException {
    assertThat(messages(entry("\\n") + entry("a") + entry("") + entry("\\n")))
        .containsExactly("", "a");
  }

  @Test
  void next_pieces_areJoined() throws IOException {
    assertThat(messages(entry("a") + entry("b\\n") + entry("c"))).containsExactly("ab", "c");
  }

  @Test
  void next_attributes_areNotLookedAt() throws IOException {
    String usual = entry("a\\n");
    String attrs = "\"attrs\":{\"tag\":\"}\\\"{[\\\\\",\"n\":[1,{\"log\":\"no\"}],\"t\":true}";
    assertThat(
            lines(
                usual.replace(",\"time\"", "," + attrs + ",\"time\"")
                    + usual.replace("{\"log\"", "{" + attrs + ",\"log\"")
                    + usual.replace("Z\"}", "Z\"," + attrs + "}")
                    + usual.replace(",", " , ").replace("\":\"", "\" : \"")
                    + "{\"time\":\""
                    + AT
                    + "\",\"stream\":\"stdout\",\"log\":\"a\\n\"}\n",
                false,
                null))
        .hasSize(5)
        .containsOnly(LogLine.of(Instant.parse(AT), OutputStreamKind.STDOUT, "a"));
  }

  @Test
  void next_noText_isAnEmptyPiece() throws IOException {
    assertThat(messages("{\"stream\":\"stdout\",\"time\":\"" + AT + "\"}\n" + entry("a\\n")))
        .containsExactly("a");
  }

  @Test
  void next_lastLineNotWhole_isLeftOut() throws IOException {
    String whole = entry("a\\n");
    for (int length = 0; length < whole.length(); length++) {
      assertThat(messages(whole + whole.substring(0, length))).containsExactly("a");
    }
  }

  @Test
  void next_garbage_isPassedOver() throws IOException {
    String whole = entry("a\\n");
    for (String garbage :
        List.of(
            "",
            "{}",
            "{",
            "null",
            "[1]",
            "\0\0\0",
            "{\"log\":\"x\"}",
            "{\"log\":1,\"stream\":\"stdout\",\"time\":\"" + AT + "\"",
            "{\"log\":\"x\",\"stream\":\"stdin\",\"time\":\"" + AT + "\"}",
            "{\"log\":\"x\",\"stream\":\"stdout\",\"time\":\"yesterday\"}",
            "{\"log\":\"x\",\"stream\":\"stdout\",\"time\":\"2026-11-23T15:00:00.12a456789Z\"}",
            "{\"log\":\"x\\q\",\"stream\":\"stdout\",\"time\":\"" + AT + "\"}",
            "{\"log\":\"x\\u12g4\",\"stream\":\"stdout\",\"time\":\"" + AT + "\"}",
            "{\"log\":\"x\",\"stream\":\"stdout\",\"time\":\"" + AT + "\"} x",
            "{\"log\":\"x\",\"stream\":\"stdout\",\"time\":\"" + AT + "\"",
            "{\"log\":\"x\",\"stream\":{\"time\":\"" + AT + "\"}")) {
      assertThat(messages(whole + garbage + "\n" + whole)).as(garbage).containsExactly("a", "a");
    }
  }

  @Test
  void next_entryBehindHalfOfAnother_isFound() throws IOException {
    String whole = entry("b\\n");
    for (String half : List.of("{\"log\":\"cut", "{\"log\":\"cut\",\"str", "\0\0\0\0", "{\"l")) {
      assertThat(messages(entry("a\\n") + half + whole + entry("c\\n")))
          .as(half)
          .containsExactly("a", "b", "c");
    }
  }

  @Test
  void next_longLines_areWhole() throws IOException {
    String blown = "\\ufffd".repeat(16 * 1024);
    assertThat(messages(entry("a\\n") + entry(blown) + entry("b\\n") + entry("c\\n")))
        .containsExactly("a", "\ufffd".repeat(16 * 1024) + "b", "c");
  }

  @Test
  void next_endlessGarbage_takesNoMemory() throws IOException {
    Path file = folder.resolve("log");
    Files.writeString(file, entry("a\\n"));
    byte[] garbage = new byte[8 * 1024 * 1024];
    Files.write(file, garbage, StandardOpenOption.APPEND);
    Files.writeString(file, entry("b\\n") + entry("c\\n"), StandardOpenOption.APPEND);
    try (LogFiles files = LogFiles.open(file, 1)) {
      FileEntries entries = new FileEntries(files, false, null);
      List<String> texts = new ArrayList<>();
      for (var next = entries.next(); next != null; next = entries.next()) {
        texts.add(new String(next.bytes(), UTF_8));
      }
      assertThat(texts).containsExactly("a", "b", "c");
    }
  }

  @Test
  void next_terminal_losesItsReturns() throws IOException {
    String content = entry("a\\r\\n") + entry("b\\rc\\n") + entry("\\r\\n") + entry("d\\r");
    assertThat(lines(content, true, null))
        .extracting(LogLine::message)
        .containsExactly("a", "b\rc", "", "d\r");
    assertThat(messages(content)).containsExactly("a\r", "b\rc", "\r", "d\r");
  }

  @Test
  void next_afterUntil_isTheEnd() throws IOException {
    String late = entry("late\\n").replace("15:00:00", "15:00:01");
    String content = entry("a\\n") + entry("half") + late + entry("b\\n");
    assertThat(lines(content, false, Instant.parse(AT)))
        .extracting(LogLine::message, LogLine::isCut)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", false),
            org.assertj.core.groups.Tuple.tuple("half", true));
  }

  @Test
  void next_fileBecomesShorter_isTheEnd() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), entry("a\\n").repeat(10_000));
    try (LogFiles files = LogFiles.open(file, 1)) {
      FileEntries entries = new FileEntries(files, false, null);
      assertThat(entries.next()).isNotNull();
      Files.writeString(file, "");
      int count = 1;
      while (entries.next() != null) {
        count++;
      }
      assertThat(count).isLessThan(10_000);
    }
  }
}
