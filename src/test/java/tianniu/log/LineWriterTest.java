package tianniu.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tianniu.engine.LogLine;
import tianniu.engine.OutputStreamKind;
import tianniu.http.Json;
import tianniu.http.Timestamps;

class LineWriterTest {
  private record Entry(String timestamp, String stream, String message) {}

  private final LineWriter writer = new LineWriter(16);

  private void assertSameAsJackson(LogLine line) {
    writer.entry(line);
    assertThat(writer.take())
        .asString(UTF_8)
        .isEqualTo(
            Json.text(
                new Entry(
                    Timestamps.microseconds(line.timestamp()),
                    line.stream().word(),
                    line.message())));
  }

  @Test
  void entry_anyBytes_areTheJsonOfJackson() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      assertSameAsJackson(line(random, bytes));
    }
  }

  @Test
  void entry_anyText_isTheJsonOfJackson() {
    SplittableRandom random = new SplittableRandom(5);
    int[] kinds = {0x20, 0x80, 0x800, 0x10000, 0x110000};
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(30);
      while (text.codePointCount(0, text.length()) < length) {
        int point = random.nextInt(kinds[random.nextInt(kinds.length)]);
        if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
          text.appendCodePoint(point);
        }
      }
      assertSameAsJackson(line(random, text.toString().getBytes(UTF_8)));
    }
  }

  @Test
  void entry_everyAsciiCharacter_isTheJsonOfJackson() {
    byte[] all = new byte[128];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    assertSameAsJackson(new LogLine(0, 999_999_999, OutputStreamKind.STDERR, all, false));
  }

  @Test
  void entry_oneByteAtEveryPlace_isTheJsonOfJackson() {
    for (int length = 1; length < 30; length++) {
      for (int at = 0; at < length; at++) {
        for (int b : new int[] {0, 0x1f, ' ', '!', '"', '#', '[', '\\', ']', 0x7f, 0x80, 0xff}) {
          byte[] bytes = " a~".repeat(10).substring(0, length).getBytes(UTF_8);
          bytes[at] = (byte) b;
          assertSameAsJackson(new LogLine(0, 0, OutputStreamKind.STDOUT, bytes, false));
        }
      }
    }
  }

  @Test
  void entry_time_isCutToMicroseconds() {
    writer.entry(
        LogLine.of(Instant.parse("2026-01-01T00:00:00.000001999Z"), OutputStreamKind.STDOUT, "x"));

    assertThat(writer.take())
        .asString(UTF_8)
        .isEqualTo(
            "{\"timestamp\":\"2026-01-01T00:00:00.000001Z\",\"stream\":\"stdout\",\"message\":\"x\"}");
  }

  private static LogLine line(SplittableRandom random, byte[] bytes) {
    OutputStreamKind stream =
        random.nextBoolean() ? OutputStreamKind.STDOUT : OutputStreamKind.STDERR;
    long second = 1_700_000_000L + random.nextInt(3);
    return new LogLine(second, random.nextInt(1_000_000_000), stream, bytes, false);
  }
}
