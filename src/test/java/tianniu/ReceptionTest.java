package tianniu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.caller.Network;
import tianniu.config.Config;

class ReceptionTest {
  @TempDir Path dir;

  @Test
  void of_settings_areRead() throws IOException {
    var exposure =
        Reception.of(
            config(
                Map.of(
                    "--trusted-proxies", "10.0.0.0/8, ::1",
                    "--cors-origins", "https://a.example",
                    "--public-url", "https://b.example/")),
            InstantSource.system());

    assertThat(exposure.tls()).isNull();
    assertThat(exposure.trustedProxies()).hasToString("[10.0.0.0/8, ::1]");
    assertThat(exposure.corsOrigins()).containsExactly("https://a.example");
    assertThat(exposure.publicOrigin()).isEqualTo("https://b.example");
  }

  @Test
  void of_proxyThatIsNoNetwork_isRefusedInOneSentence() {
    assertThatThrownBy(
            () ->
                Reception.of(
                    config(Map.of("--trusted-proxies", "10.0.0.300")), InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessage("trusted-proxies has \"10.0.0.300\", which is no IP address and no network.");
  }

  @Test
  void of_certificateThatCannotBeUsed_isRefusedInOneSentence() throws IOException {
    Path file = Files.writeString(dir.resolve("tls.crt"), "nothing");

    assertThatThrownBy(
            () ->
                Reception.of(
                    config(Map.of("--tls-cert", file.toString(), "--tls-key", file.toString())),
                    InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessage("The certificate file " + file + " holds no whole PEM certificate.");
  }

  @Test
  void isOpen_onlyWhatANetworkCanRead() throws IOException {
    List<Network> proxy = List.of(Network.parse("10.0.0.1").orElseThrow());

    assertThat(Reception.isOpen(null, List.of(), "0.0.0.0")).isTrue();
    assertThat(Reception.isOpen(null, List.of(), "::")).isTrue();
    assertThat(Reception.isOpen(null, List.of(), "192.0.2.1")).isTrue();
    assertThat(Reception.isOpen(null, proxy, "0.0.0.0")).isFalse();
    assertThat(Reception.isOpen(null, List.of(), "127.0.0.1")).isFalse();
    assertThat(Reception.isOpen(null, List.of(), "::1")).isFalse();
    assertThat(Reception.isOpen(null, List.of(), "localhost")).isFalse();
  }

  @Test
  void url_isHowThisMachineReachesTheServer() {
    assertThat(Reception.url(config(Map.of("--listen", "0.0.0.0:0")), 81))
        .isEqualTo("http://127.0.0.1:81");
    assertThat(Reception.url(config(Map.of("--listen", "[::1]:0")), 81))
        .isEqualTo("http://[::1]:81");
    assertThat(
            Reception.url(
                config(Map.of("--listen", "here:0", "--tls-cert", "/a.pem", "--tls-key", "/b.pem")),
                81))
        .isEqualTo("https://here:81");
  }

  private Config config(Map<String, String> flags) {
    Map<String, String> all = new HashMap<>(flags);
    all.put("--data-dir", dir.toString());
    return Config.load(all, Map.of());
  }
}
