package tianniu.engine.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tianniu.engine.PortMapping;

/** Tells whether ports of this machine are held, by trying to hold them for a moment. */
final class HostPorts {
  private final Path proc;

  HostPorts(Path proc) {
    this.proc = proc;
  }

  boolean isFree(int port, PortMapping.Protocol protocol) {
    return switch (protocol) {
      case TCP -> isTcpFree(port);
      case UDP -> isUdpFree(port);
      case SCTP -> isSctpFree(port);
    };
  }

  private static boolean isTcpFree(int port) {
    // The channel without a family is a dual one: it meets listeners of IPv4 and IPv6 both.
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      // Connections that wait out their end (TIME_WAIT) do not hold a port; listeners still do.
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(new InetSocketAddress(port), 1);
      return true;
    } catch (IOException e) {
      return isUnknown(e);
    }
  }

  private static boolean isUdpFree(int port) {
    // Not with SO_REUSEADDR: for UDP it would share the port with its holder.
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return isUnknown(e);
    }
  }

  /** A port that only we may not bind (below 1024, not root) may be free for the engine. */
  private static boolean isUnknown(IOException e) {
    String message = e.getMessage();
    return !(e instanceof BindException)
        || (message != null && message.contains("Permission denied"));
  }

  /** The JDK's SCTP sockets need a library that few machines have; the kernel's list does not. */
  private boolean isSctpFree(int port) {
    String wanted = Integer.toString(port);
    try {
      return Files.readString(proc.resolve("net/sctp/eps"), StandardCharsets.ISO_8859_1)
          .lines()
          .skip(1)
          .map(line -> line.strip().split("\\s+", -1))
          // ENDPT SOCK STY SST HBKT LPORT UID INODE LADDRS
          .noneMatch(fields -> fields.length > 5 && fields[5].equals(wanted));
    } catch (IOException e) {
      return true;
    }
  }
}
