package tianniu.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FramesTest {
  /** A frame as Docker writes it. */
  static byte[] frame(int kind, byte[] bytes) {
    ByteBuffer frame = ByteBuffer.allocate(8 + bytes.length);
    frame.put((byte) kind).put(new byte[3]).putInt(bytes.length).put(bytes);
    return frame.array();
  }

  static byte[] frame(int kind, String text) {
    return frame(kind, text.getBytes(UTF_8));
  }

  static byte[] all(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static Frames frames(int maxPart, byte[]... parts) {
    return new Frames(new ByteArrayInputStream(all(parts)), maxPart);
  }

  private static String read(Frames frames) throws IOException {
    StringBuilder read = new StringBuilder();
    for (Frames.Frame f = frames.next(); f != null; f = frames.next()) {
      read.append(f.kind()).append(new String(f.bytes(), UTF_8)).append(f.isLast() ? "." : "-");
    }
    return read.toString();
  }

  @Test
  void next_twoOutputs_areToldApart() throws IOException {
    assertThat(read(frames(100, frame(1, "out"), frame(2, "err"), frame(1, "more"))))
        .isEqualTo("1out.2err.1more.");
  }

  @Test
  void next_emptyFrame_isPassedOver() throws IOException {
    assertThat(read(frames(100, frame(1, ""), frame(2, "x"), frame(1, "")))).isEqualTo("2x.");
  }

  @Test
  void next_largerThanAPart_comesInParts() throws IOException {
    assertThat(read(frames(3, frame(1, "abcdefgh"), frame(2, "xyz"))))
        .isEqualTo("1abc-1def-1gh.2xyz.");
  }

  @Test
  void next_endWithinAFrame_isNoEnd() {
    byte[] whole = frame(1, "abc");
    for (int length : new int[] {3, 8, 9}) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(frames(100, cut))).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void next_notAFrame_isRefused() {
    assertThatThrownBy(() -> read(frames(100, "HTTP/1.1 ".getBytes(UTF_8))))
        .isInstanceOf(ProtocolException.class);
  }
}
