package tianniu.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputBufferTest {
  private final OutputBuffer buffer = new OutputBuffer();

  @Test
  void text_cutBetweenChunks_isWhole() {
    byte[] bytes = "天牛😀".getBytes(StandardCharsets.UTF_8);
    for (byte each : bytes) {
      buffer.add(ByteBuffer.wrap(new byte[] {each}));
    }

    assertThat(buffer.text()).isEqualTo("天牛😀");
    assertThat(buffer.isTruncated()).isFalse();
  }

  @Test
  void add_exactlyTheCap_isNotTruncated() {
    buffer.add(filler(OutputBuffer.MAX_BYTES));
    assertThat(buffer.isTruncated()).isFalse();

    buffer.add(ByteBuffer.allocate(0));
    assertThat(buffer.isTruncated()).isFalse();

    buffer.add(filler(1));
    assertThat(buffer.isTruncated()).isTrue();
    assertThat(buffer.text()).hasSize(OutputBuffer.MAX_BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"é", "天", "😀"})
  void text_characterCutByTheCap_isLeftOut(String character) {
    byte[] bytes = character.getBytes(StandardCharsets.UTF_8);
    for (int kept = 1; kept < bytes.length; kept++) {
      OutputBuffer cut = new OutputBuffer();
      cut.add(filler(OutputBuffer.MAX_BYTES - kept));
      cut.add(ByteBuffer.wrap(bytes));

      assertThat(cut.isTruncated()).isTrue();
      assertThat(cut.text()).hasSize(OutputBuffer.MAX_BYTES - kept).endsWith("x");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"é", "天", "😀"})
  void text_characterThatJustFits_stays(String character) {
    byte[] bytes = character.getBytes(StandardCharsets.UTF_8);
    buffer.add(filler(OutputBuffer.MAX_BYTES - bytes.length));
    buffer.add(ByteBuffer.wrap(bytes));
    buffer.add(filler(10));

    assertThat(buffer.text()).endsWith("x" + character);
  }

  @Test
  void text_notUtf8_isReplaced() {
    buffer.add(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff, 'b'}));

    assertThat(buffer.text()).isEqualTo("a\ufffdb");
  }

  private static ByteBuffer filler(int bytes) {
    return ByteBuffer.wrap("x".repeat(bytes).getBytes(StandardCharsets.US_ASCII));
  }
}
