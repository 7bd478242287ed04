package tianniu.engine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tianniu.engine.NetworkPoint;

class DialTargetsTest {
  private final DialTargets targets =
      new DialTargets(
          name -> {
            if (name.equals("db.example")) {
              return new InetAddress[] {InetAddress.ofLiteral("192.0.2.7")};
            }
            throw new UnknownHostException(name);
          });

  private List<String> of(String host) throws IOException {
    return targets
        .of(
            Containers.running(1, new NetworkPoint("bridge", "172.17.0.2")),
            host,
            Duration.ofMinutes(1))
        .stream()
        .map(InetAddress::getHostAddress)
        .toList();
  }

  @Test
  void of_localhostInAnySpelling_isLoopbackOfBothFamilies() throws IOException {
    for (String host : new String[] {"localhost", "LOCALHOST.", "a.localhost", "0.0.0.0", "[::]"}) {
      assertThat(of(host)).as(host).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
    }
  }

  @Test
  void of_ownName_isOwnAddressThenLoopback() throws IOException {
    for (String host : new String[] {"web", "4f1c4f1c4f1c"}) {
      assertThat(of(host)).as(host).containsExactly("172.17.0.2", "127.0.0.1");
    }
  }

  @Test
  void of_literal_isItself() throws IOException {
    assertThat(of("10.1.2.3")).containsExactly("10.1.2.3");
    assertThat(of("[fd00::1]")).containsExactly("fd00:0:0:0:0:0:0:1");
  }

  @Test
  void of_otherName_isResolved() throws IOException {
    assertThat(of("db.example")).containsExactly("192.0.2.7");
    assertThatThrownBy(() -> of("nowhere.example")).isInstanceOf(UnknownHostException.class);
  }
}
