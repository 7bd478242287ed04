package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server over real TLS. */
class ServerTlsTest {
  @TempDir static Path scratch;
  private static TestCertificates.Pem first;
  private static TestCertificates.Pem second;

  @TempDir Path dir;
  private Path certificate = Path.of("");
  private Path key = Path.of("");
  private final CountDownLatch gone = new CountDownLatch(1);
  private ServerTls tls;
  private TestServer server;

  @BeforeAll
  static void make() throws Exception {
    first = TestCertificates.make(scratch, "first", "EC", "-groupname", "secp256r1");
    second = TestCertificates.make(scratch, "second", "RSA", "-keysize", "2048");
  }

  @BeforeEach
  void start() throws IOException {
    certificate = dir.resolve("tls.crt");
    key = dir.resolve("tls.key");
    first.write(certificate, key);
    tls = ServerTls.open(certificate, key, InstantSource.system());
    Exposure exposure = new Exposure(tls, List.of(), null, List.of());
    server =
        new TestServer(
            exposure,
            TestServer.get("/things", request -> Reply.json(Map.of("origin", request.origin()))),
            TestServer.get("/endless", request -> new Reply.Streamed("text/x", true, this::wait)),
            TestServer.get(
                "/echo", request -> new Reply.Upgrade(List.of(), EchoEnd::new, () -> {})));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void https_request_isAnsweredAndKnowsItsOrigin() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(first)).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/things"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(answer.body())
          .isEqualTo("{\"origin\":\"https://localhost:" + server.port() + "\"}");
      assertThat(answer.headers().firstValue("Strict-Transport-Security"))
          .contains("max-age=31536000");
    }
  }

  @Test
  void webSocket_overTls_speaks() throws Exception {
    LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(first)).build()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Origin", "https://localhost:" + server.port())
              .buildAsync(
                  URI.create("wss://localhost:" + server.port() + "/echo"),
                  new WebSocket.Listener() {
                    @Override
                    public java.util.concurrent.@org.jspecify.annotations.Nullable CompletionStage<
                            ?>
                        onText(WebSocket webSocket, CharSequence data, boolean last) {
                      heard.add(data.toString());
                      return null;
                    }
                  })
              .get();
      socket.sendText("hello", true).get();

      assertThat(heard.take()).isEqualTo("hello");
      socket.abort();
    }
  }

  @Test
  void endless_clientLeaves_isNoticedOverTlsToo() throws Exception {
    RawClient client = new RawClient(connect(first, "TLSv1.3"));
    client.ask("GET /endless").readHead();
    assertThat(client.streamedLine()).isEqualTo("hello");

    client.hangUp();

    gone.await();
    assertThat(gone.getCount()).isZero();
  }

  @Test
  void endless_connectionBreaksWithoutGoodbye_isNoticed() throws Exception {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      SSLSocket over =
          (SSLSocket)
              trusting(first)
                  .getSocketFactory()
                  .createSocket(plain, "localhost", server.port(), false);
      over.startHandshake();
      RawClient client = new RawClient(over);
      client.ask("GET /endless").readHead();
      assertThat(client.streamedLine()).isEqualTo("hello");
    }
    gone.await();
    assertThat(gone.getCount()).isZero();
  }

  @Test
  void protocols_old_areRefused() throws Exception {
    for (String good : new String[] {"TLSv1.2", "TLSv1.3"}) {
      try (SSLSocket socket = connect(first, good)) {
        assertThat(socket.getSession().getProtocol()).isEqualTo(good);
      }
    }
    assertThatThrownBy(() -> connect(first, "TLSv1.1").close()).isInstanceOf(IOException.class);
  }

  @Test
  void ciphers_withoutForwardSecrecy_areRefused() throws Exception {
    second.write(certificate, key);
    tls.check();
    try (SSLSocket socket = unconnected(second)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.setEnabledCipherSuites(
          new String[] {
            "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
          });

      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void plainHttp_onTheTlsPort_isNotAnswered() throws IOException {
    try (RawClient client = server.connect()) {
      assertThatThrownBy(() -> client.ask("GET /things").read())
          .isInstanceOfAny(IOException.class, ArrayIndexOutOfBoundsException.class);
    }
  }

  @Test
  void reload_newPair_isShownToNewConnectionsAndTheOldGoOn() throws Exception {
    try (RawClient before = new RawClient(connect(first, "TLSv1.3"))) {
      assertThat(before.ask("GET /things").read().status()).isEqualTo(200);
      second.write(certificate, key);

      tls.check();

      assertThat(shown(second)).isEqualTo(second.certificate());
      assertThat(before.ask("GET /things").read().status()).isEqualTo(200);
    }
  }

  @Test
  void reload_halfAPair_keepsTheFormerUntilTheOtherHalfComes() throws Exception {
    Files.writeString(certificate, second.chain());
    tls.check();
    assertThat(shown(first)).isEqualTo(first.certificate());

    Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nMIIB");
    tls.check();
    Files.delete(key);
    tls.check();
    assertThat(shown(first)).isEqualTo(first.certificate());

    second.write(certificate, key);
    tls.check();
    assertThat(shown(second)).isEqualTo(second.certificate());
  }

  @Test
  void reload_linksSwapped_isSeen() throws Exception {
    Path one = Files.createDirectory(dir.resolve("1"));
    Path two = Files.createDirectory(dir.resolve("2"));
    first.write(one.resolve("tls.crt"), one.resolve("tls.key"));
    second.write(two.resolve("tls.crt"), two.resolve("tls.key"));
    Path data = Files.createSymbolicLink(dir.resolve("data"), one);
    for (Path file : new Path[] {certificate, key}) {
      Files.delete(file);
      Files.createSymbolicLink(file, data.resolve(file.getFileName()));
    }
    tls.check();
    assertThat(shown(first)).isEqualTo(first.certificate());

    Path next = Files.createSymbolicLink(dir.resolve("next"), two);
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    tls.check();

    assertThat(shown(second)).isEqualTo(second.certificate());
  }

  private Certificate shown(TestCertificates.Pem expected) throws Exception {
    try (SSLSocket socket = connect(expected, "TLSv1.3")) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  /** A connection of a client that trusts that certificate alone. */
  private SSLSocket connect(TestCertificates.Pem trusted, String protocol) throws Exception {
    SSLSocket socket = unconnected(trusted);
    socket.setEnabledProtocols(new String[] {protocol});
    socket.startHandshake();
    return socket;
  }

  private SSLSocket unconnected(TestCertificates.Pem trusted) throws Exception {
    return (SSLSocket)
        trusting(trusted)
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), server.port());
  }

  private static SSLContext trusting(TestCertificates.Pem pem) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("it", pem.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private void wait(ReplyStream out) throws IOException {
    out.write("hello\n");
    out.flush();
    until(out::isClientGone);
    gone.countDown();
  }

  /** Says what it hears; public, as the library finds its methods by reflection. */
  public static final class EchoEnd extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketText(String message) {
      getSession().sendText(message, Callback.NOOP);
    }
  }
}
