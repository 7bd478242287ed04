package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tianniu.caller.Network;

/** What proxies tell of the client; the tests connect from 127.0.0.1. */
class ProxiesTest {
  private final TestServer behind = serving("127.0.0.0/8", "10.0.0.0/8", "fd00::/8");
  private final TestServer bare = serving();
  private final TestServer elsewhere = serving("192.0.2.0/24");

  private static TestServer serving(String... trusted) {
    List<Network> networks =
        Stream.of(trusted).map(text -> Network.parse(text).orElseThrow()).toList();
    try {
      return new TestServer(
          new Exposure(null, networks, null, List.of()),
          TestServer.get(
              "/who",
              request ->
                  Reply.json(
                      Map.of(
                          "who", Network.text(request.clientAddress()) + " " + request.origin()))));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() {
    behind.close();
    bare.close();
    elsewhere.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7                          | 203.0.113.7",
        "198.51.100.1, 203.0.113.7            | 203.0.113.7",
        "198.51.100.1, 203.0.113.7, 10.0.0.3  | 203.0.113.7",
        "10.0.0.9, 10.0.0.3                   | 10.0.0.9",
        "203.0.113.7:4711                     | 203.0.113.7",
        "2001:db8::7                          | 2001:db8::7",
        "[2001:db8::7]                        | 2001:db8::7",
        "[2001:db8::7]:4711, fd00::1          | 2001:db8::7",
        "::ffff:203.0.113.7                   | 203.0.113.7",
        "::ffff:10.0.0.3                      | 10.0.0.3",
        "203.0.113.7,,10.0.0.3                | 10.0.0.3",
        "203.0.113.7, unknown, 10.0.0.3       | 10.0.0.3",
        "203.0.113.7, localhost               | 127.0.0.1",
        "203.0.113.7, 1.2.3                   | 127.0.0.1",
        "203.0.113.7, 203.0.113.07            | 127.0.0.1",
        "garbage                              | 127.0.0.1",
        "''                                   | 127.0.0.1",
        "[                                    | 127.0.0.1"
      })
  void client_behindTrustedProxies_isTheNearestThatIsNone(String header, String client)
      throws IOException {
    assertThat(who(behind, "X-Forwarded-For: " + header)).startsWith(client + " ");
    for (TestServer unbelieving : new TestServer[] {bare, elsewhere}) {
      assertThat(who(unbelieving, "X-Forwarded-For: " + header)).startsWith("127.0.0.1 ");
    }
  }

  @Test
  void client_severalHeaders_areOneList() throws IOException {
    assertThat(
            who(
                behind,
                "X-Forwarded-For: 198.51.100.1, 203.0.113.7",
                "X-Forwarded-For: 10.0.0.3",
                "x-forwarded-for: 10.0.0.4"))
        .startsWith("203.0.113.7 ");
  }

  @Test
  void origin_fromTrustedProxy_isWhatTheClientSees() throws IOException {
    String[] headers = {"X-Forwarded-Proto: https", "X-Forwarded-Host: tianniu.example:8443"};

    assertThat(who(behind, headers)).endsWith(" https://tianniu.example:8443");
    assertThat(who(behind, "X-Forwarded-Proto: HTTPS")).endsWith(" https://here");
    assertThat(who(bare, headers)).endsWith(" http://here");
    assertThat(who(elsewhere, headers)).endsWith(" http://here");
  }

  @Test
  void origin_garbageFromTrustedProxy_isNotTaken() throws IOException {
    assertThat(who(behind, "X-Forwarded-Proto: javascript")).endsWith(" http://here");
    for (String host : new String[] {"", "a b", "a/b", "u@h", "h:123456", "h\"><script>"}) {
      assertThat(who(behind, "X-Forwarded-Host: " + host)).endsWith(" http://here");
    }
  }

  @Test
  void origin_severalValues_theNearestProxysCounts() throws IOException {
    assertThat(
            who(
                behind,
                "X-Forwarded-Proto: ftp, https",
                "X-Forwarded-Host: evil.example, a.example",
                "X-Forwarded-Host: b.example"))
        .endsWith(" https://b.example");
  }

  private static String who(TestServer server, String... headers) throws IOException {
    return Json.parse(server.ask("GET /who", headers).body()).get("who").stringValue();
  }
}
