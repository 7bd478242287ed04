package tianniu.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands before the lab's engine, for one server, and does to its connections what it is told. */
final class StubbornEngine implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Path directory;
  private final ServerSocketChannel server;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private volatile Mood mood = Mood.WILLING;

  /** What becomes of what goes through. */
  enum Mood {
    WILLING,
    /** Connections are taken and stay open, and nothing comes of them. */
    SILENT,
    /** Answers come a byte at a time, so that no timeout between two bytes would notice. */
    DRIBBLING,
    /** Each connection is ended as soon as it is there. */
    CUTTING
  }

  StubbornEngine() {
    try {
      directory = Files.createTempDirectory("stubborn");
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  private Path socket() {
    return directory.resolve("s");
  }

  /** As the setting {@code docker-host} has it. */
  String host() {
    return "unix://" + socket();
  }

  void becomes(Mood next) {
    mood = next;
    if (next == Mood.CUTTING) {
      open.forEach(StubbornEngine::close);
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        if (mood == Mood.CUTTING) {
          close(client);
        } else {
          Thread.ofVirtual().start(() -> serve(client));
        }
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(SocketChannel client) {
    try {
      SocketChannel engine =
          SocketChannel.open(
              UnixDomainSocketAddress.of(Docker.host().substring("unix://".length())));
      open.add(client);
      open.add(engine);
      Thread.ofVirtual().start(() -> pass(client, engine, false));
      pass(engine, client, true);
    } catch (IOException _) {
      close(client);
    }
  }

  private void pass(SocketChannel from, SocketChannel to, boolean answers) {
    byte[] bytes = new byte[8192];
    try {
      InputStream in = Channels.newInputStream(from);
      OutputStream out = Channels.newOutputStream(to);
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        while (mood == Mood.SILENT && from.isOpen()) {
          Product.pause(LOOK);
        }
        int at = 0;
        while (answers && mood == Mood.DRIBBLING && at < read) {
          out.write(bytes, at++, 1);
          Product.pause(LOOK.multipliedBy(5));
        }
        out.write(bytes, at, read - at);
      }
      to.shutdownOutput();
      if (answers) {
        close(from);
        close(to);
      }
    } catch (IOException _) {
      close(from);
      close(to);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // It is gone either way.
    }
  }

  @Override
  public void close() {
    mood = Mood.WILLING;
    try {
      server.close();
      open.forEach(StubbornEngine::close);
      Files.deleteIfExists(socket());
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
