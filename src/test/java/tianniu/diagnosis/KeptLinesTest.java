package tianniu.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tianniu.engine.LogLine;
import tianniu.engine.LogStream;
import tianniu.engine.OutputStreamKind;

class KeptLinesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456789Z");

  private static LogLine line(String text) {
    return LogLine.of(NOW, OutputStreamKind.STDERR, text);
  }

  private static LogStream stream(List<LogLine> lines) {
    Iterator<LogLine> rest = lines.iterator();
    return new LogStream() {
      @Override
      public @Nullable LogLine next() {
        return rest.hasNext() ? rest.next() : null;
      }

      @Override
      public void close() {}
    };
  }

  private static List<LogLine> lines(int count, String text) {
    List<LogLine> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(line(i + text));
    }
    return lines;
  }

  @Test
  void unpack_whatWasPacked_isTheSame() {
    List<LogLine> lines =
        List.of(
            line("读不懂 ö"),
            new LogLine(1, 2, OutputStreamKind.STDOUT, new byte[] {(byte) 0xff, 0}, true),
            line(""));
    assertThat(KeptLines.unpack(KeptLines.pack(lines))).isEqualTo(lines);
    assertThat(KeptLines.unpack(KeptLines.pack(List.of()))).isEmpty();
  }

  @Test
  void last_ofMany_areTheLast() {
    List<LogLine> kept = KeptLines.last(stream(lines(1000, "")), 200);
    assertThat(kept).hasSize(200);
    assertThat(kept.getLast().message()).isEqualTo("999");
  }

  @Test
  void last_ofLongOnes_stayWithinTheirBytes() {
    List<LogLine> kept = KeptLines.last(stream(lines(200, "x".repeat(1000))), 200);
    assertThat(kept.stream().mapToInt(each -> each.bytes().length).sum())
        .isBetween(KeptLines.MOST_BYTES - 1100, KeptLines.MOST_BYTES);
    assertThat(kept.getLast().message()).startsWith("199x");
  }

  @Test
  void last_ofOneTooLong_isCut() {
    List<LogLine> kept = KeptLines.last(stream(List.of(line("y".repeat(1 << 20)))), 200);
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().bytes()).hasSize(KeptLines.LONGEST_LINE);
    assertThat(kept.getFirst().isCut()).isTrue();
  }
}
