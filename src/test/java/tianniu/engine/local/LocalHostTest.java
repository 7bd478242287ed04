package tianniu.engine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.FreePort;
import tianniu.engine.EngineContainer;
import tianniu.engine.NetworkPoint;
import tianniu.engine.NoWayException;
import tianniu.engine.PortMapping.Protocol;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

class LocalHostTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @TempDir Path dir;

  private final LocalHost host = new LocalHost();

  @Test
  void realPath_links_areResolved() throws IOException {
    Path real = Files.createDirectory(dir.resolve("real")).toRealPath();
    Path link = Files.createSymbolicLink(dir.resolve("link"), real);
    assertThat(host.realPath(link + "/../real/.")).isEqualTo(real);
  }

  @Test
  void realPath_missing_isNoSuchVolume() throws IOException {
    Path ring = Files.createSymbolicLink(dir.resolve("ring"), dir.resolve("ring"));
    for (String path : new String[] {dir + "/none", ring.toString(), "/a\0b"}) {
      assertThatThrownBy(() -> host.realPath(path))
          .isInstanceOfSatisfying(
              FaultException.class,
              e -> assertThat(e.fault()).isEqualTo(new Fault.NoSuchVolume(path)));
    }
  }

  @Test
  void isPortFree_tcpListenerOnOneAddress_isTaken() throws IOException {
    int port = FreePort.next();
    try (ServerSocket _ = new ServerSocket(port, 1, LOOPBACK)) {
      assertThat(host.isPortFree(port, Protocol.TCP)).isFalse();
    }
    assertThat(host.isPortFree(port, Protocol.TCP)).isTrue();
  }

  @Test
  void isPortFree_tcpListenerOnBothFamilies_isTaken() throws IOException {
    try (ServerSocket server = new ServerSocket(0)) {
      assertThat(host.isPortFree(server.getLocalPort(), Protocol.TCP)).isFalse();
    }
  }

  @Test
  void isPortFree_tcpConnectionWaitsOutItsEnd_isFree() throws IOException {
    int port = FreePort.next();
    try (ServerSocket server = new ServerSocket(port, 1, LOOPBACK);
        Socket client = new Socket(LOOPBACK, port)) {
      // The server's side closes first, so that it is the one that waits.
      server.accept().close();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(host.isPortFree(port, Protocol.TCP)).isTrue();
  }

  @Test
  void isPortFree_udpSocketOnOneAddress_isTakenForUdpOnly() throws IOException {
    int port = FreePort.next();
    try (DatagramSocket _ = new DatagramSocket(port, LOOPBACK)) {
      assertThat(host.isPortFree(port, Protocol.UDP)).isFalse();
      assertThat(host.isPortFree(port, Protocol.TCP)).isTrue();
    }
  }

  @Test
  void isPortFree_sctp_goesByTheKernelsList() {
    FakeProc fake = new FakeProc(dir);
    fake.put(
        "proc/net/sctp/eps",
        """
         ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS
        ffff8800 ffff8801 2   10  29   11000     0 7000  10.0.0.1
        """);
    LocalHost faked = new LocalHost(fake.proc(), InetAddress::getAllByName);
    assertThat(faked.isPortFree(11000, Protocol.SCTP)).isFalse();
    assertThat(faked.isPortFree(29, Protocol.SCTP)).isTrue();
    assertThat(new LocalHost(dir, InetAddress::getAllByName).isPortFree(1, Protocol.SCTP)).isTrue();
  }

  /** This process plays the container: with root its namespace is entered, without it is left. */
  private static EngineContainer ourselves() {
    String cgroup;
    try {
      cgroup = Files.readString(Path.of("/proc/self/cgroup"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return Containers.running(
        cgroup.substring(0, Math.min(40, cgroup.length())),
        ProcessHandle.current().pid(),
        new NetworkPoint("host", null));
  }

  @Test
  void dial_localhost_reachesWhatListensOnLoopback() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket client = host.dial(ourselves(), "LocalHost", server.getLocalPort(), LONG);
        Socket accepted = server.accept()) {
      accepted.getOutputStream().write(7);
      assertThat(client.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void dial_nothingListens_isRefused() throws IOException {
    // Bound and not listening: nobody else can take the port meanwhile.
    try (Socket mute = new Socket()) {
      mute.bind(new InetSocketAddress(LOOPBACK, 0));
      assertThatThrownBy(() -> host.dial(ourselves(), "127.0.0.1", mute.getLocalPort(), LONG))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void dial_notRunning_isRefused() {
    assertThatThrownBy(() -> host.dial(Containers.running(0, null), "localhost", 1, LONG))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void dial_namespaceThatCannotBeEntered_isNoWay() throws IOException {
    long pid = ProcessHandle.current().pid();
    Files.createDirectories(dir.resolve(pid + "/ns"));
    Files.writeString(dir.resolve(pid + "/ns/net"), "not one");
    Files.copy(Path.of("/proc/self/cgroup"), dir.resolve(pid + "/cgroup"));
    LocalHost barred = new LocalHost(dir, InetAddress::getAllByName);
    assertThatThrownBy(() -> barred.dial(ourselves(), "127.0.0.1", 80, LONG))
        .isInstanceOf(NoWayException.class);
  }

  @Test
  void dial_nameThatNobodyAnswersFor_endsAtTheTimeout() {
    CountDownLatch never = new CountDownLatch(1);
    LocalHost slow =
        new LocalHost(
            Path.of("/proc"),
            name -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new UnknownHostException(name);
            });
    assertThatThrownBy(() -> slow.dial(ourselves(), "far.example", 80, Duration.ofMillis(1)))
        .isInstanceOf(SocketTimeoutException.class);
    never.countDown();
  }
}
