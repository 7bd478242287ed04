package tianniu.engine.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tianniu.engine.contract.TestEngine.fault;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineHost;
import tianniu.engine.EngineRef;
import tianniu.engine.PortMapping.Protocol;
import tianniu.engine.VolumeMount;
import tianniu.fault.Fault;

/** The machine of an engine that runs on this one. */
public abstract class HostContract extends EngineContract {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private EngineHost host() {
    return engine().engine().host();
  }

  private EngineContainer server() {
    return engine().see(engine().running("httpd", "-f", "-p", "8080", "-h", "/"));
  }

  @Test
  void isLocal_thisMachine_isTrue() {
    assertThat(host().isLocal()).isTrue();
  }

  @Test
  void realPath_there_isIt() {
    assertThat(host().realPath(engine().path())).isEqualTo(Path.of(engine().path()));
  }

  @Test
  void realPath_notThere_isNoVolume() {
    String missing = engine().path() + "/no/such/folder";
    assertThat(fault(() -> host().realPath(missing))).isEqualTo(new Fault.NoSuchVolume(missing));
  }

  @Test
  void mounts_bindMount_isFoundWhereItCameFrom() {
    String path = engine().path();
    EngineContainer running =
        engine()
            .see(
                engine()
                    .running(
                        draft ->
                            draft
                                .command("sleep", "600")
                                .volume(new VolumeMount(path, "/mnt/here", true))));

    assertThat(host().mounts(running).orElseThrow())
        .filteredOn(mount -> mount.target().equals("/mnt/here"))
        .singleElement()
        .satisfies(mount -> assertThat(mount.places()).contains(path));
  }

  @Test
  void mounts_containerThatDoesNotRun_areNotSeen() {
    assertThat(host().mounts(engine().see(engine().create("true")))).isEmpty();
  }

  @Test
  void isPortFree_free_isTrue() {
    assertThat(host().isPortFree(engine().freePort(), Protocol.TCP)).isTrue();
  }

  @Test
  void isPortFree_heldByAProcess_isFalse() {
    assertThat(host().isPortFree(engine().takenPort(), Protocol.TCP)).isFalse();
  }

  @Test
  void isPortFree_heldByAContainer_isFalseUntilItStops() {
    int port = engine().freePort();
    EngineRef ref =
        engine().running(draft -> draft.command("sleep", "600").port(80, port, Protocol.TCP));
    assertThat(host().isPortFree(port, Protocol.TCP)).isFalse();
    engine().containers().stop(ref, Duration.ZERO);
    assertThat(host().isPortFree(port, Protocol.TCP)).isTrue();
  }

  @Test
  void dial_serverOnLocalhost_answers() {
    EngineContainer server = server();
    engine().await(() -> statusLine(server, "localhost").startsWith("HTTP/1."));
  }

  @Test
  void dial_serverByItsAddress_answers() {
    EngineContainer server = server();
    String address = Objects.requireNonNull(Objects.requireNonNull(server.network()).ipAddress());
    engine().await(() -> statusLine(server, address).startsWith("HTTP/1."));
  }

  @Test
  void dial_nobodyListens_isRefused() {
    EngineContainer quiet = engine().see(engine().running("sleep", "600"));
    assertThatThrownBy(() -> host().dial(quiet, "localhost", 8080, LIMIT).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void dial_stopped_isRefused() {
    EngineContainer server = server();
    engine().containers().stop(server.ref(), Duration.ZERO);
    assertThatThrownBy(() -> host().dial(server, "localhost", 8080, LIMIT).close())
        .isInstanceOf(IOException.class);
  }

  /** The first bytes of the answer; empty while the server does not listen yet. */
  private String statusLine(EngineContainer container, String name) {
    try (Socket socket = host().dial(container, name, 8080, LIMIT)) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
