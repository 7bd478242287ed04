package tianniu.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineHost;
import tianniu.engine.EngineState;
import tianniu.engine.HealthProbe;
import tianniu.engine.NoWayException;

class HttpProbeTest {
  private static final ProbeAnswer GOOD = new ProbeAnswer.Good(200);

  private final HttpProbe http = new HttpProbe(new LoopbackHost(), System::nanoTime);

  private ProbeAnswer ask(HealthProbe probe) {
    return http.ask(Probed.container(EngineState.RUNNING, 1, probe), probe);
  }

  private ProbeAnswer ask(String endpoint) {
    return ask(Probed.probe(endpoint));
  }

  private ProbeAnswer answered(String answer) throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(answer)) {
      return ask(server.endpoint("/"));
    }
  }

  private static HealthProbe brief(String endpoint) {
    return new HealthProbe(URI.create(endpoint), Duration.ofSeconds(9), Duration.ofMillis(50), 1);
  }

  @Test
  void ask_goodStatus_isGood() throws IOException {
    assertThat(answered("HTTP/1.1 200 OK\n\n")).isEqualTo(GOOD);
    assertThat(answered("HTTP/1.0 204\nA: b\n\n")).isEqualTo(new ProbeAnswer.Good(204));
    assertThat(answered("HTTP/1.1 302 Found\nLocation: /login\n\nbody"))
        .isEqualTo(new ProbeAnswer.Good(302));
    assertThat(answered("HTTP/1.1 103 Early Hints\nLink: x\n\nHTTP/1.1 200 OK\n\n"))
        .isEqualTo(GOOD);
  }

  @Test
  void ask_otherStatus_isBadAndNamesIt() throws IOException {
    assertThat(answered("HTTP/1.1 500 Oops\n\n"))
        .isEqualTo(new ProbeAnswer.Bad(500, "the answer's status was 500"));
    assertThat(answered("HTTP/1.1 404 Not Found\n\n")).isInstanceOf(ProbeAnswer.Bad.class);
  }

  @Test
  void ask_pathAndQuery_areSentAsTheyAre() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK\n\n")) {
      ask(server.endpoint("/a%20b?c=%2F"));
      assertThat(server.nextRequest())
          .startsWith("GET /a%20b?c=%2F HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\n")
          .contains("\r\nUser-Agent: ", "\r\nConnection: close\r\n")
          .endsWith("\r\n\r\n");
      ask(server.endpoint(""));
      assertThat(server.nextRequest()).startsWith("GET / HTTP/1.1\r\n");
    }
  }

  @Test
  void ask_noWayThere_saysNothingOfTheServer() {
    EngineHost barred =
        new LoopbackHost() {
          @Override
          public Socket dial(EngineContainer container, String name, int port, Duration timeout)
              throws IOException {
            throw new NoWayException("no descriptor is left");
          }
        };
    HealthProbe probe = Probed.probe("http://localhost/");
    assertThat(
            new HttpProbe(barred, System::nanoTime)
                .ask(Probed.container(EngineState.RUNNING, 1, probe), probe))
        .isEqualTo(new ProbeAnswer.Unknown("no descriptor is left"));
  }

  @Test
  void ask_nobodyListens_isRefused() throws IOException {
    // Bound and not listening: nobody else can take the port meanwhile.
    try (Socket mute = new Socket()) {
      mute.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      assertThat(ask("http://localhost:" + mute.getLocalPort()))
          .isInstanceOf(ProbeAnswer.Refused.class);
    }
  }

  @Test
  void ask_garbage_isBad() throws IOException {
    for (String answer :
        new String[] {"SSH-2.0-OpenSSH\n", "HTTP/2 200\n\n", "HTTP/1.1 2000 OK\n\n", "\n\n"}) {
      assertThat(answered(answer))
          .as(answer)
          .isEqualTo(new ProbeAnswer.Bad("the answer was not HTTP/1"));
    }
  }

  @Test
  void ask_closedTooEarly_isBad() throws IOException {
    for (String answer : new String[] {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\nA: b\n"}) {
      assertThat(answered(answer)).as(answer).isInstanceOf(ProbeAnswer.Bad.class);
    }
  }

  @Test
  void ask_endlessHeaders_isBadAndEnds() throws IOException {
    byte[] header = "X-Header: value\r\n".getBytes(StandardCharsets.US_ASCII);
    try (ScriptedServer server =
        new ScriptedServer(
            socket -> {
              OutputStream out = socket.getOutputStream();
              out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
              while (true) {
                out.write(header);
              }
            })) {
      assertThat(ask(server.endpoint("/"))).isInstanceOf(ProbeAnswer.Bad.class);
    }
  }

  @Test
  void ask_silence_endsAtTheTimeout() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer::stall)) {
      assertThat(ask(brief(server.endpoint("/"))))
          .isEqualTo(new ProbeAnswer.Bad("no answer within 50 ms"));
    }
  }

  @Test
  void ask_stallsWithinTheHeaders_endsAtTheTimeout() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            socket -> {
              socket
                  .getOutputStream()
                  .write("HTTP/1.1 200 OK\r\nA".getBytes(StandardCharsets.US_ASCII));
              ScriptedServer.stall(socket);
            })) {
      assertThat(ask(brief(server.endpoint("/"))))
          .isEqualTo(new ProbeAnswer.Bad("no answer within 50 ms"));
    }
  }

  @Test
  void ask_handshakeNeverAnswered_endsAtTheTimeout() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer::stall)) {
      assertThat(ask(brief("https://localhost:" + server.port() + "/")))
          .isEqualTo(new ProbeAnswer.Bad("no answer within 50 ms"));
    }
  }

  @Test
  void ask_selfSignedCertificateOfAnotherName_isGood(@TempDir Path dir) throws Exception {
    ServerSocket tls =
        tls(dir)
            .getServerSocketFactory()
            .createServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    try (ScriptedServer server =
        new ScriptedServer(
            tls,
            socket ->
                socket
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))) {
      assertThat(ask("https://localhost:" + server.port() + "/health")).isEqualTo(GOOD);
      assertThat(ask("http://localhost:" + server.port() + "/health"))
          .isInstanceOf(ProbeAnswer.Bad.class);
    }
  }

  @Test
  void ask_noTlsBehindHttps_isBad() throws IOException {
    try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK\n\n")) {
      assertThat(ask("https://localhost:" + server.port() + "/"))
          .isInstanceOf(ProbeAnswer.Bad.class);
    }
  }

  /** The JDK has no call that signs a certificate, but a tool that does. */
  private static SSLContext tls(Path dir) throws Exception {
    Path file = dir.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "self",
                "-dname",
                "CN=someone-else",
                "-storetype",
                "PKCS12",
                "-storepass",
                "password",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      keys.load(in, "password".toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, "password".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
