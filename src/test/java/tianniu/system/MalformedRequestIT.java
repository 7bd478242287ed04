package tianniu.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are not HTTP, or hardly: each gets the documented error, none a server error. */
@SystemTest
class MalformedRequestIT {
  private final Api api;
  private final Wire wire;

  MalformedRequestIT(Api api, Product product) {
    this.api = api;
    this.wire = new Wire(product);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE",
        "GET",
        "GET /api/v1/containers",
        "GET /api/v1/containers HTTP/9.9",
        "G\u0001T /api/v1/containers HTTP/1.1",
        "GET api/v1/containers HTTP/1.1",
        "GET /api/v1/containers\u0000 HTTP/1.1",
        "GET /api/v1/containers/%zz HTTP/1.1",
        "GET /api/v1/containers/%c3%28 HTTP/1.1",
        "GET /api/v1/containers/% HTTP/1.1",
        "GET /api/v1/containers?label=%zz HTTP/1.1",
        "GET /api/v1/containers?label=a%3d%ff HTTP/1.1"
      })
  void requestLine_malformed_isInvalid(String line) {
    wire.request(line).refusedAsCallersFault();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "No colon at all",
        ": no name",
        "Bad Name: x",
        "Content-Length: abc",
        "Content-Length: -1",
        "Content-Length: 99999999999999999999",
        "Transfer-Encoding: nonsense"
      })
  void header_malformed_isInvalid(String header) {
    wire.request("POST /api/v1/containers HTTP/1.1", header).refusedAsCallersFault();
  }

  @Test
  void header_withTwoLengths_isInvalid() {
    wire.request("POST /api/v1/containers HTTP/1.1", "Content-Length: 2", "Content-Length: 3")
        .refusedAsCallersFault();
  }

  @Test
  void header_oversized_isInvalid() {
    wire.request("GET /api/v1/containers HTTP/1.1", "X-Big: " + "x".repeat(200_000))
        .refused("INVALID_PARAMETER");
  }

  @Test
  void headers_tooMany_areInvalid() {
    String[] many = new String[5_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "X-Header-" + i + ": " + "v".repeat(40);
    }

    wire.request("GET /api/v1/containers HTTP/1.1", many).refused("INVALID_PARAMETER");
  }

  @Test
  void requestTarget_oversized_isInvalid() {
    wire.request("GET /api/v1/containers/" + "a".repeat(200_000) + " HTTP/1.1")
        .refused("INVALID_PARAMETER");
  }

  @Test
  void host_absent_isInvalid() {
    wire.exchange("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1))
        .refused("INVALID_PARAMETER");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%00",
        "abc%00def",
        "%2F",
        "a%2Fb",
        "..",
        ".",
        "%2e%2e",
        "..%2f..%2fetc%2fpasswd",
        "..;",
        "a;b=c",
        "%E5%A4%A9%E7%89%9B",
        "%F0%9F%90%82",
        "%20",
        "%0d%0aX-Injected:1",
        "%25",
        "-",
        "_",
        "*",
        "'%20OR%201=1",
        "%3Cscript%3E"
      })
  void id_odd_isNeverFoundAndNeverAServerError(String id) {
    for (String action : new String[] {"", "/logs", "/stats"}) {
      Answer answer = wire.request("GET /api/v1/containers/" + id + action + " HTTP/1.1");

      answer.refusedAsCallersFault();
      assertThat(answer.headers()).doesNotContainKey("X-Injected");
    }
  }

  @Test
  void id_veryLong_isNotFoundOrInvalid() {
    api.get("/containers/" + "f".repeat(4_000)).refusedAsCallersFault();
    api.get("/containers/" + "x".repeat(500)).refusedAsCallersFault();
  }

  @Test
  void id_inUnicode_isToldBackAsItWas() {
    assertThat(
            api.get("/containers/%E5%A4%A9%E7%89%9B")
                .refusedAsCallersFault()
                .path("message")
                .asString())
        .contains("天牛");
  }

  @Test
  void connection_afterARefusedRequest_servesTheNextOne() {
    api.get("/containers?limit=abc").refusedParameter("limit");

    api.get("/containers?limit=1").ok();
  }
}
