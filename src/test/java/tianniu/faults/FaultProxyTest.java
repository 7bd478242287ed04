package tianniu.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultProxyTest {
  private static final String EVENTS =
      String.join(
          "\r\n",
          List.of(
              "HTTP/1.1 200 OK",
              "Transfer-Encoding: chunked",
              "",
              "4",
              "{1}\n",
              "2",
              "{2",
              "6",
              "}\n{3}\n",
              "0",
              "",
              ""));

  @TempDir Path directory;
  private ServerSocketChannel engine;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    engine.bind(UnixDomainSocketAddress.of(directory.resolve("engine")));
    Thread.ofVirtual().start(this::serve);
    proxy = new FaultProxy(directory.resolve("proxy"), directory.resolve("engine"), 1);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    engine.close();
  }

  /** Answers each request with its own first line, and /events with three of them. */
  private void serve() {
    try {
      while (true) {
        SocketChannel client = engine.accept();
        Thread.ofVirtual().start(() -> answer(client));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private static void answer(SocketChannel client) {
    try (client) {
      Inlet in = new Inlet(client);
      for (byte[] head = in.head(); head != null; head = in.head()) {
        Head read = Head.of(head);
        in.exactly((int) Math.max(0, read.length()));
        String line = read.lines().getFirst();
        String answer =
            line.contains("/events")
                ? EVENTS
                : "HTTP/1.1 200 OK\r\nContent-Length: " + line.length() + "\r\n\r\n" + line;
        Outlet.all(client, ByteBuffer.wrap(answer.getBytes(ISO_8859_1)));
      }
    } catch (IOException _) {
      // It has left.
    }
  }

  private SocketChannel connected() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(directory.resolve("proxy")));
    return channel;
  }

  private static String request(String line, String body) {
    return line + " HTTP/1.1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /** All that comes for these requests, until the proxy ends the connection. */
  private String all(String... requests) throws IOException {
    try (SocketChannel channel = connected()) {
      for (String request : requests) {
        Outlet.all(channel, ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
      }
      channel.shutdownOutput();
      return new String(Channels.newInputStream(channel).readAllBytes(), ISO_8859_1);
    }
  }

  private String answer(String... requests) throws IOException {
    try (SocketChannel channel = connected()) {
      Inlet in = new Inlet(channel);
      String last = "";
      for (String request : requests) {
        Outlet.all(channel, ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
        byte[] bytes = in.head();
        if (bytes == null) {
          return "";
        }
        Head head = Head.of(bytes);
        last =
            head.lines().getFirst()
                + "|"
                + new String(in.exactly((int) Math.max(0, head.length())), ISO_8859_1);
      }
      return last;
    }
  }

  private void rule(String line) {
    proxy.rules().add(Rule.parse(line));
  }

  @Test
  void exchange_withoutRules_isPassedOn() throws IOException {
    assertThat(answer(request("GET /a", ""), request("POST /b", "body")))
        .isEqualTo("HTTP/1.1 200 OK|POST /b HTTP/1.1");
  }

  @Test
  void status_isAnsweredForWhatTheRuleMeansAlone() throws IOException {
    rule("POST ^/b$ status 500 n=1");

    assertThat(answer(request("GET /b", ""))).startsWith("HTTP/1.1 200");
    assertThat(answer(request("POST /v1.41/b", "body"), request("POST /b", "")))
        .as("the second, on the same connection")
        .startsWith("HTTP/1.1 200");
    assertThat(proxy.rules().hits()).isEqualTo(1);
  }

  @Test
  void cut_endsTheConnectionInTheBody() throws IOException {
    rule("GET /long cut 5");

    assertThat(all(request("GET /long", ""))).endsWith("\r\n\r\nGET /");
  }

  @Test
  void lostAndRefused_answerNothing() throws IOException {
    rule("GET /lost lost");
    rule("GET /refused refused");

    assertThat(answer(request("GET /lost", ""))).isEmpty();
    assertThat(answer(request("GET /refused", ""))).isEmpty();
  }

  @Test
  void gibberish_hasAHead_andNoiseHasNone() throws IOException {
    rule("GET /gibberish gibberish 9");
    rule("GET /noise noise 9");

    assertThat(answer(request("GET /gibberish", ""))).startsWith("HTTP/1.1 200").hasSize(32);
    assertThat(all(request("GET /noise", ""))).hasSize(9);
  }

  @Test
  void trickle_bringsAllOfIt() throws IOException {
    rule("GET /slow trickle 1ms");

    assertThat(answer(request("GET /slow", ""))).isEqualTo("HTTP/1.1 200 OK|GET /slow HTTP/1.1");
  }

  @Test
  void events_areDroppedAndDoubledWhole() throws IOException {
    assertThat(all(request("GET /events", ""))).isEqualTo(EVENTS);
    rule("GET ^/events double 1");
    assertThat(all(request("GET /events", "")))
        .endsWith("8\r\n{1}\n{1}\n\r\n10\r\n{2}\n{2}\n{3}\n{3}\n\r\n0\r\n\r\n");
    proxy.rules().clear();
    rule("GET ^/events drop 1");
    assertThat(all(request("GET /events", ""))).endsWith("chunked\r\n\r\n0\r\n\r\n");
  }

  @Test
  void mute_saysNothing_andTheConnectionStaysUntilItIsBroken() throws IOException {
    rule("GET /mute mute");

    try (SocketChannel channel = connected()) {
      byte[] asked = request("GET /mute", "").getBytes(ISO_8859_1);
      Outlet.all(channel, ByteBuffer.wrap(asked));
      until(() -> proxy.rules().hits() > 0);
      assertThat(proxy.connections()).isEqualTo(1);
      proxy.breakConnections();
      assertThat(new Inlet(channel).some(1)).isNull();
    }
  }

  @Test
  void proxyThatWentAway_isBackAtItsPlace() throws IOException {
    proxy.goAway();
    assertThatThrownBy(() -> answer(request("GET /a", ""))).isInstanceOf(IOException.class);

    proxy.comeBack();
    assertThat(answer(request("GET /a", ""))).startsWith("HTTP/1.1 200");
  }

  @Test
  void rules_thatSayNothing_areRefused() {
    for (String line :
        List.of("GET /a", "GET /a explode", "GET /a delay 5", "GET ( lost", "GET /a lost p=2")) {
      assertThatThrownBy(() -> Rule.parse(line)).isInstanceOf(IllegalArgumentException.class);
    }
    Mischief delay = Rule.parse("* . delay 50ms+1s n=2").what();
    assertThat(delay)
        .isEqualTo(
            new Mischief.Delay(java.time.Duration.ofMillis(50), java.time.Duration.ofSeconds(1)));
  }
}
