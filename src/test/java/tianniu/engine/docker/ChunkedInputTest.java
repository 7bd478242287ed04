package tianniu.engine.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChunkedInputTest {
  /** An input that gives little at a time, as a network does. */
  private static InputStream inPieces(byte[] bytes, SplittableRandom random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        return super.read(to, offset, Math.min(length, 1 + random.nextInt(50)));
      }
    };
  }

  @Test
  void read_anyChunksInAnyPieces_isTheWholeBodyAndNoMore() throws IOException {
    SplittableRandom random = new SplittableRandom(6);
    for (int round = 0; round < 500; round++) {
      StringBuilder wire = new StringBuilder();
      StringBuilder body = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        String chunk = "\r\n0f5;x".repeat(1 + random.nextInt(20)).substring(random.nextInt(5));
        body.append(chunk);
        String size = Integer.toHexString(chunk.length());
        wire.append(random.nextInt(4) == 0 ? size + ";ext" : size);
        wire.append("\r\n").append(chunk).append("\r\n");
      }
      wire.append("0\r\n\r\nNEXT");
      Inlet in =
          new Inlet(
              inPieces(wire.toString().getBytes(ISO_8859_1), random), 8 + random.nextInt(200));

      assertThat(new ChunkedInput(in).readAllBytes())
          .asString(ISO_8859_1)
          .isEqualTo(body.toString());
      assertThat(in.readAllBytes()).asString(ISO_8859_1).isEqualTo("NEXT");
    }
  }

  @Test
  void read_severalChunksThatAreThere_takesThemAtOnce() throws IOException {
    byte[] wire = "3\r\nabc\r\n2\r\nde\r\n4\r\nfghi\r\n0\r\n\r\n".getBytes(ISO_8859_1);
    InputStream chunks = new ChunkedInput(new Inlet(new ByteArrayInputStream(wire), 1024));
    byte[] read = new byte[100];

    assertThat(chunks.read(read)).isEqualTo(9);
    assertThat(new String(read, 0, 9, ISO_8859_1)).isEqualTo("abcdefghi");
    assertThat(chunks.read(read)).isEqualTo(-1);
  }
}
