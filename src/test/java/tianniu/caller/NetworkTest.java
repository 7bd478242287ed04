package tianniu.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,       10.255.1.2,       true",
    "10.0.0.0/8,       11.0.0.0,         false",
    "10.1.2.3,         10.1.2.3,         true",
    "10.1.2.3,         10.1.2.4,         false",
    "192.168.4.0/22,   192.168.7.255,    true",
    "192.168.4.0/22,   192.168.8.0,      false",
    "128.0.0.0/1,      255.0.0.1,        true",
    "128.0.0.0/1,      127.0.0.1,        false",
    "0.0.0.0/0,        203.0.113.9,      true",
    "0.0.0.0/0,        2001:db8::1,      false",
    "::/0,             2001:db8::1,      true",
    "::/0,             203.0.113.9,      false",
    "2001:db8::/33,    2001:db8:7fff::1, true",
    "2001:db8::/33,    2001:db8:8000::1, false",
    "fe80::/10,        fe80::1%1,        true",
    "10.0.0.0/8,       ::ffff:10.1.2.3,  true",
    "::ffff:10.0.0.0/104, 10.1.2.3,      true",
    "::ffff:10.0.0.0/104, 11.1.2.3,      false",
    "::ffff:10.1.2.3,  10.1.2.3,         true"
  })
  void contains_addresses_byTheBitsOfThePrefix(String network, String address, boolean expected) {
    assertThat(Network.parse(network).orElseThrow().contains(InetAddress.ofLiteral(address)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8,              10.0.0.0/8",
    "10.1.2.3,                10.1.2.3",
    "10.1.2.3/32,             10.1.2.3",
    "::ffff:10.1.2.3/112,     10.1.0.0/16",
    "2001:DB8:0:0:0:0:0:0/32, 2001:db8::/32",
    "::1,                     ::1",
    "::/0,                    ::/0",
    "1:0:0:2:0:0:0:3,         1:0:0:2::3",
    "1:0:2:3:4:5:6:7,         1:0:2:3:4:5:6:7",
    "fe80:0:0:1::/64,         fe80:0:0:1::/64"
  })
  void toString_parsed_isTheShortFormAndReadsBack(String text, String shown) {
    Network network = Network.parse(text).orElseThrow();

    assertThat(network).hasToString(shown);
    assertThat(Network.parse(network.toString())).contains(network);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/08",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0",
        "10",
        "010.0.0.1",
        "0x0a.0.0.1",
        "256.0.0.1",
        "::/129",
        "::ffff:10.0.0.0/95",
        ":::",
        "1:2:3:4:5:6:7:8:9",
        "[::1]",
        "fe80::1%eth0",
        "localhost",
        " 10.0.0.1",
        "10.0.0.1:80"
      })
  void parse_otherTexts_giveNothing(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }

  @Test
  void text_address_hasNoZone() {
    assertThat(Network.text(InetAddress.ofLiteral("fe80::1%1"))).isEqualTo("fe80::1");
  }
}
