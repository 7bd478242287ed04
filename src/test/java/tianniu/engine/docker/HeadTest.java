package tianniu.engine.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadTest {
  /** So small that every answer is read over several fillings. */
  private static final int BUFFER = 7;

  private static Inlet input(String text) {
    return new Inlet(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), BUFFER);
  }

  private static String body(Inlet in) throws IOException {
    return new String(Head.read(in).body(in).readAllBytes(), ISO_8859_1);
  }

  @Test
  void read_answer_hasStatusAndHeadersInAnyCase() throws IOException {
    Head head = Head.read(input("HTTP/1.1 404 Not Found\r\nApi-Version:1.41\r\nX: a: b \r\n\r\n"));
    assertThat(head.status()).isEqualTo(404);
    assertThat(head.header("api-version")).isEqualTo("1.41");
    assertThat(head.header("x")).isEqualTo("a: b");
    assertThat(head.isSuccess()).isFalse();
  }

  @Test
  void read_nothing_isTheEnd() {
    assertThatThrownBy(() -> Head.read(input(""))).isInstanceOf(EOFException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nx"})
  void read_somethingElse_isRefused(String text) {
    assertThatThrownBy(() -> Head.read(input(text))).isInstanceOf(IOException.class);
  }

  @Test
  void read_endlessLine_isRefused() {
    assertThatThrownBy(() -> Head.read(input("HTTP/1.1 200 " + "x".repeat(100_000))))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void body_ofALength_endsThereAndLeavesTheRest() throws IOException {
    Inlet in = input("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcNEXT");
    assertThat(body(in)).isEqualTo("abc");
    assertThat(in.readAllBytes()).asString(ISO_8859_1).isEqualTo("NEXT");
  }

  @Test
  void body_inChunks_isJoinedAndLeavesTheRest() throws IOException {
    Inlet in =
        input(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\nNEXT");
    assertThat(body(in)).isEqualTo("abc0123456789");
    assertThat(in.readAllBytes()).asString(ISO_8859_1).isEqualTo("NEXT");
  }

  @Test
  void body_ofNoLength_goesToTheEnd() throws IOException {
    assertThat(body(input("HTTP/1.1 200 OK\r\n\r\nall of it"))).isEqualTo("all of it");
  }

  @Test
  void body_of204_isEmpty() throws IOException {
    Inlet in = input("HTTP/1.1 204 No Content\r\n\r\nNEXT");
    assertThat(body(in)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 9\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n"
      })
  void body_cutOffOrBroken_isNoEnd(String text) {
    assertThatThrownBy(() -> body(input("HTTP/1.1 200 OK\r\n" + text)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void keepsConnection_bodyWithAnEnd_isTrue() throws IOException {
    assertThat(head("Content-Length: 0").keepsConnection()).isTrue();
    assertThat(head("Transfer-Encoding: chunked").keepsConnection()).isTrue();
    assertThat(head("X: y").keepsConnection()).isFalse();
    assertThat(head("Content-Length: 0\r\nConnection: close").keepsConnection()).isFalse();
  }

  private static Head head(String headers) throws IOException {
    return Head.read(input("HTTP/1.1 200 OK\r\n" + headers + "\r\n\r\n"));
  }
}
