package tianniu.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tianniu.engine.docker.FramesTest.all;
import static tianniu.engine.docker.FramesTest.frame;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tianniu.engine.LogLine;
import tianniu.engine.OutputStreamKind;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

class LineJoinerTest {
  private static final String AT = "2026-11-23T15:00:00.123456789Z";
  private static final String LATER = "2026-11-23T15:00:01.000000000Z";

  private static List<LogLine> framed(byte[]... frames) throws IOException {
    return lines(new FramedEntries(new ByteArrayInputStream(all(frames))));
  }

  private static List<LogLine> raw(String text) throws IOException {
    return lines(new RawEntries(new ByteArrayInputStream(text.getBytes(UTF_8))));
  }

  private static List<LogLine> lines(LogEntries entries) throws IOException {
    LineJoiner joiner = new LineJoiner(entries);
    List<LogLine> lines = new ArrayList<>();
    for (LogLine line = joiner.next(); line != null; line = joiner.next()) {
      lines.add(line);
    }
    return lines;
  }

  private static LogLine line(String at, OutputStreamKind stream, String message) {
    return LogLine.of(Instant.parse(at), stream, message);
  }

  private static LogLine cut(String message) {
    Instant at = Instant.parse(AT);
    return new LogLine(
        at.getEpochSecond(), at.getNano(), OutputStreamKind.STDOUT, message.getBytes(UTF_8), true);
  }

  @Test
  void framed_lines_haveTimeStreamAndText() throws IOException {
    assertThat(framed(frame(1, AT + " out a\n"), frame(2, LATER + " err\n"), frame(1, AT + " \n")))
        .containsExactly(
            line(AT, OutputStreamKind.STDOUT, "out a"),
            line(LATER, OutputStreamKind.STDERR, "err"),
            line(AT, OutputStreamKind.STDOUT, ""));
  }

  @Test
  void framed_partsOfTwoOutputsMixed_areJoinedEach() throws IOException {
    assertThat(
            framed(
                frame(1, AT + " a"),
                frame(2, AT + " x"),
                frame(1, LATER + " b"),
                frame(2, LATER + " y\n"),
                frame(1, LATER + " c\n")))
        .containsExactly(
            line(AT, OutputStreamKind.STDERR, "xy"), line(AT, OutputStreamKind.STDOUT, "abc"));
  }

  @Test
  void framed_frameLargerThanAPart_isOneLine() throws IOException {
    String text = "x".repeat(200_000);
    assertThat(framed(frame(1, AT + " " + text + "\n")))
        .containsExactly(line(AT, OutputStreamKind.STDOUT, text));
  }

  @Test
  void framed_endsWithinALine_givesWhatIsThere() throws IOException {
    assertThat(framed(frame(1, AT + " half"))).containsExactly(cut("half"));
  }

  @Test
  void framed_carriageReturn_isTheWritersOwn() throws IOException {
    assertThat(framed(frame(1, AT + " a\r\n"))).extracting(LogLine::message).containsExactly("a\r");
  }

  @Test
  void framed_endlessLine_goesOnAsANextOne() throws IOException {
    byte[][] parts = new byte[70][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = frame(1, AT + " " + "x".repeat(RawEntries.PIECE) + (i == 69 ? "\n" : ""));
    }
    assertThat(framed(parts))
        .extracting(line -> line.message().length())
        .containsExactly(LineJoiner.MAX_LINE, 6 * RawEntries.PIECE);
  }

  @Test
  void framed_wordsOfTheEngine_areAFault() {
    assertThatThrownBy(() -> framed(frame(3, "Error grabbing logs: gone\n")))
        .isInstanceOfSatisfying(
            FaultException.class,
            e ->
                assertThat(e.fault())
                    .isEqualTo(new Fault.EngineRefused("Error grabbing logs: gone")));
  }

  @Test
  void framed_noTimestamp_isRefused() {
    assertThatThrownBy(() -> framed(frame(1, "no time\n"))).isInstanceOf(IOException.class);
  }

  @Test
  void raw_lines_loseTheTerminalsReturn() throws IOException {
    assertThat(raw(AT + " a b\r\n" + LATER + " \r\n" + LATER + " c\rd\r\n"))
        .containsExactly(
            line(AT, OutputStreamKind.STDOUT, "a b"),
            line(LATER, OutputStreamKind.STDOUT, ""),
            line(LATER, OutputStreamKind.STDOUT, "c\rd"));
  }

  @Test
  void raw_longLine_losesTheTimestampsWithin() throws IOException {
    String piece = "x".repeat(RawEntries.PIECE);
    assertThat(raw(AT + " " + piece + LATER + " " + piece + LATER + " end\r\n" + LATER + " n\r\n"))
        .containsExactly(
            line(AT, OutputStreamKind.STDOUT, piece + piece + "end"),
            line(LATER, OutputStreamKind.STDOUT, "n"));
  }

  @Test
  void raw_longLineCutWithinCharacters_losesTheTimestampsWithin() throws IOException {
    // As dockerd shows 天 in three parts of pieces of 16,384 bytes.
    String first = "天".repeat(5461) + "\ufffd";
    String second = "\ufffd\ufffd" + "天".repeat(5460) + "\ufffd\ufffd";
    String third = "\ufffd" + "天".repeat(10);
    assertThat(raw(AT + " " + first + LATER + " " + second + LATER + " " + third + "\r\n"))
        .containsExactly(line(AT, OutputStreamKind.STDOUT, first + second + third));
  }

  @Test
  void raw_lineThatEndsBehindAPiece_isNotJoinedWithTheNext() throws IOException {
    String text = "x".repeat(RawEntries.PIECE);
    assertThat(raw(AT + " " + text + "abc\r\n" + LATER + " n\r\n"))
        .extracting(LogLine::message)
        .containsExactly(text + "abc", "n");
  }

  @Test
  void raw_pieceLargerThanUsual_isOneLine() throws IOException {
    String text = "x".repeat(3 * RawEntries.PIECE + 5);
    assertThat(raw(AT + " " + text + "\r\n" + LATER + " n\r\n"))
        .containsExactly(
            line(AT, OutputStreamKind.STDOUT, text), line(LATER, OutputStreamKind.STDOUT, "n"));
  }

  @Test
  void raw_lineOfExactlyAPiece_isOneLine() throws IOException {
    String text = "x".repeat(RawEntries.PIECE);
    assertThat(raw(AT + " " + text + LATER + " \r\n" + LATER + " n\r\n"))
        .extracting(LogLine::message)
        .containsExactly(text, "n");
  }

  @Test
  void raw_endsWithinALine_givesWhatIsThere() throws IOException {
    assertThat(raw(AT + " half")).containsExactly(cut("half"));
  }
}
