package tianniu.engine.local;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.NoWayException;

/**
 * Opens unconnected sockets in another process's network namespace. A socket stays for life in the
 * namespace that it was made in, so only its making must happen there.
 *
 * <p>Each socket is made by a platform thread of its own, which enters the namespace and ends when
 * the socket is there. It never goes back, so it cannot fail to; and no other work, and no thread
 * that such work would start, can ever find itself in a container's network.
 */
final class NamespaceSockets {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceSockets.class);

  /** Says no by throwing, once the namespace is held and can no longer change behind its name. */
  interface Check {
    void stillMeant() throws IOException;
  }

  static {
    // Everything that the JDK sets up at the first socket is set up in our own namespace.
    prepare(StandardProtocolFamily.INET);
    prepare(StandardProtocolFamily.INET6);
  }

  private NamespaceSockets() {}

  /**
   * Opens a socket in the namespace that a file such as {@code /proc/<pid>/ns/net} stands for.
   *
   * @throws java.nio.file.AccessDeniedException when this process may not enter it
   */
  static SocketChannel open(String namespace, Check check, ProtocolFamily family)
      throws IOException {
    FutureTask<SocketChannel> task = new FutureTask<>(() -> openThere(namespace, check, family));
    Thread.ofPlatform().daemon().name("namespace-socket").start(task);
    return joined(task);
  }

  /** Opens a socket in our own namespace. */
  static SocketChannel openHere(ProtocolFamily family) throws IOException {
    try {
      return SocketChannel.open(family);
    } catch (UnsupportedOperationException e) {
      throw new NoWayException("this machine has no " + family.name(), e);
    }
  }

  private static void prepare(StandardProtocolFamily family) {
    try {
      openHere(family).close();
    } catch (IOException e) {
      LOG.debug("No sockets of {} on this machine", family);
    }
  }

  private static SocketChannel openThere(String namespace, Check check, ProtocolFamily family)
      throws IOException {
    int descriptor = Libc.open(namespace);
    try {
      check.stillMeant();
      Libc.enterNetworkNamespace(descriptor, namespace);
    } finally {
      Libc.close(descriptor);
    }
    return openHere(family);
  }

  /** Waits without heeding interrupts: it takes microseconds, and a socket left behind leaks. */
  private static SocketChannel joined(FutureTask<SocketChannel> task) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case IOException io -> throw io;
            case LinkageError missing ->
                throw new NoWayException("no way into namespaces", missing);
            case null, default -> throw new IllegalStateException(e);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
