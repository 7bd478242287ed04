package tianniu.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.caller.Permission;
import tianniu.config.Secret;
import tianniu.http.HttpServer;
import tianniu.http.Reply;
import tianniu.http.Route;
import tianniu.http.Routes;
import tianniu.http.Witness;

class KeyDoorTest {
  private static final String KEY = "tn_0123456789abcdef";
  private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade";

  private final HttpServer server;

  KeyDoorTest() throws IOException {
    Route route = Route.get("/", "get", Permission.CONTAINER_READ, request -> Reply.json(Map.of()));
    server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Routes(List.of(route)),
            new KeyDoor(new Secret(KEY), null),
            Witness.BLIND);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer " + KEY,
        "authorization: bearer " + KEY,
        "Authorization: Bearer   " + KEY,
        UPGRADE + "\r\nSec-WebSocket-Protocol: p, bearer." + KEY,
        UPGRADE + "\r\nOrigin: http://here\r\nAuthorization: Bearer " + KEY
      })
  void admit_theKey_comesIn(String header) throws IOException {
    assertThat(ask(header)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-None: 1",
        "Authorization:",
        "Authorization: Bearer",
        "Authorization: Bearer ",
        "Authorization: Bearer wrong",
        "Authorization: Bearer " + KEY + "x",
        "Authorization: Basic " + KEY,
        "Authorization: " + KEY,
        "Sec-WebSocket-Protocol: bearer." + KEY,
        UPGRADE + "\r\nSec-WebSocket-Protocol: bearer.wrong"
      })
  void admit_otherwise_staysOut(String header) throws IOException {
    assertThat(ask(header))
        .startsWith("HTTP/1.1 401")
        .contains("WWW-Authenticate: Bearer", "AUTHENTICATION_FAILED")
        .doesNotContain(KEY);
  }

  @Test
  void admit_webSocketOfAnotherSitesPage_isDenied() throws IOException {
    assertThat(ask(UPGRADE + "\r\nOrigin: http://elsewhere\r\nAuthorization: Bearer " + KEY))
        .startsWith("HTTP/1.1 403")
        .contains("PERMISSION_DENIED");
  }

  private String ask(String headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        InputStream in = socket.getInputStream()) {
      String close = headers.contains("Connection") ? "" : "Connection: close\r\n";
      String request = "GET / HTTP/1.1\r\nHost: here\r\n" + close + headers + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
