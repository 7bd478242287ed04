package tianniu.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** Requests that are hardly HTTP. */
final class RawLines {
  private static final List<String> LINES =
      List.of(
          "GET",
          "GET /",
          "GET / HTTP/9.9",
          "GET /api/v1/containers HTTP/1.0",
          "GET /api/v1/containers  HTTP/1.1",
          " GET /api/v1/containers HTTP/1.1",
          "GET\t/api/v1/containers\tHTTP/1.1",
          "GET api/v1/containers HTTP/1.1",
          "GET http://other/api/v1/containers HTTP/1.1",
          "GET //api/v1/containers HTTP/1.1",
          "GET /api/v1/../v1/containers HTTP/1.1",
          "GET /api/v1/containers/%2e%2e/%2e%2e HTTP/1.1",
          "GET /api/v1/containers;x=1 HTTP/1.1",
          "GET /api/v1/containers/\u00e9 HTTP/1.1",
          "GET /api/v1/containers/%ff HTTP/1.1",
          "GET /api/v1/containers/%c0%ae HTTP/1.1",
          "GET /api/v1/containers#x HTTP/1.1",
          "GET /api/v1/containers?\0 HTTP/1.1",
          "GET * HTTP/1.1",
          "OPTIONS * HTTP/1.1",
          "CONNECT example.com:443 HTTP/1.1",
          "TRACE /api/v1/containers HTTP/1.1",
          "PRI * HTTP/2.0",
          "G\u00cbT / HTTP/1.1",
          "DELETE  HTTP/1.1",
          "\u0016\u0003\u0001\u0002\u0000\u0001",
          "HELO example.com",
          "GET /" + "a".repeat(9000) + " HTTP/1.1",
          "GET /healthz?" + "q=1&".repeat(3000) + " HTTP/1.1",
          "M".repeat(9000) + " / HTTP/1.1");

  private static final List<String> HEADERS =
      List.of(
          "",
          "Content-Length: -1\r\n",
          "Content-Length: 99999999999999999999\r\n",
          "Content-Length: 1\r\nContent-Length: 2\r\n",
          "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip\r\n",
          "Transfer-Encoding: chunked, chunked\r\n",
          "Expect: 200-maybe\r\n",
          "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n",
          "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99\r\n",
          "Host: another\r\n",
          "No-Colon\r\n",
          ": empty\r\n",
          "Sp ace: x\r\n",
          " folded: x\r\n",
          "X: \0\r\n",
          "X-Many: 1\r\n".repeat(300),
          "Cookie: " + "c".repeat(9000) + "\r\n",
          "Range: bytes=0-1\r\n",
          "If-None-Match: *\r\n",
          "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n");

  private RawLines() {}

  static Shot shot(long number, SplittableRandom random, int port) {
    boolean plain = random.nextInt(3) == 0;
    String line = plain ? "GET /healthz HTTP/1.1" : LINES.get(random.nextInt(LINES.size()));
    String host = random.nextInt(10) == 0 ? "" : "Host: 127.0.0.1:" + port + "\r\n";
    String end = random.nextInt(20) == 0 ? "\n\n" : "\r\n\r\n";
    String more = HEADERS.get(random.nextInt(HEADERS.size()));
    String text = line + "\r\n" + host + "Connection: close\r\n" + more;
    byte[] bytes =
        (text.substring(0, text.length() - 2) + end).getBytes(StandardCharsets.ISO_8859_1);
    return new Shot(number, null, bytes, Marksman.source(random), false, false);
  }
}
