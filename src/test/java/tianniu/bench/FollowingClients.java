package tianniu.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many followers of one log, on one thread, that look at as little as they can: of each piece that
 * comes they remember when it came, and of one in ten how old its line is.
 */
final class FollowingClients implements AutoCloseable {
  private static final byte[] MARK = "\"timestamp\":".getBytes(StandardCharsets.US_ASCII);
  private static final int LOOKED_AT = 10;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final Selector selector;
  private final List<SocketChannel> channels = new ArrayList<>();
  private final Thread thread;
  private final List<Double> lags = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final AtomicInteger heard = new AtomicInteger();
  private volatile boolean counting;
  private volatile boolean ended;
  private volatile String failure = "";
  private int pieces;

  private FollowingClients(URI server, String path, String key, int count) throws IOException {
    this.selector = Selector.open();
    byte[] request =
        ("GET "
                + path
                + " HTTP/1.1\r\nHost: "
                + server.getAuthority()
                + "\r\nAuthorization: Bearer "
                + key
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
      channels.add(channel);
      ByteBuffer out = ByteBuffer.wrap(request);
      while (out.hasRemaining()) {
        channel.write(out);
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new boolean[1]);
    }
    this.thread = Thread.ofPlatform().daemon().name("followers").start(this::read);
  }

  static FollowingClients open(URI server, String path, String key, int count) throws IOException {
    return new FollowingClients(server, path, key, count);
  }

  private void read() {
    try {
      while (!ended) {
        selector.select(100);
        for (SelectionKey key : selector.selectedKeys()) {
          readFrom(key);
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException | DateTimeException e) {
      failure = e.toString();
    }
  }

  private void readFrom(SelectionKey key) throws IOException {
    buffer.clear();
    int count = ((SocketChannel) key.channel()).read(buffer);
    Instant now = Instant.now();
    if (count < 0) {
      throw new IOException("a follower was left");
    }
    boolean[] spoken = (boolean[]) key.attachment();
    int at = lastMark(count);
    if (at < 0) {
      if (!spoken[0] && count > 12 && !text(0, 12).endsWith(" 200")) {
        throw new IOException("a follower was refused: " + text(0, count));
      }
      return;
    }
    if (!spoken[0]) {
      spoken[0] = true;
      heard.incrementAndGet();
    }
    if (counting && ++pieces % LOOKED_AT == 0) {
      int from = at + MARK.length + 1;
      int to = from;
      while (to < count && buffer.array()[to] != '"') {
        to++;
      }
      if (to < count) {
        Instant written = Instant.parse(text(from, to).replace("\"", ""));
        lags.add(java.time.Duration.between(written, now).toNanos() / 1e6);
      }
    }
  }

  private int lastMark(int count) {
    byte[] bytes = buffer.array();
    for (int i = count - MARK.length; i >= 0; i--) {
      if (java.util.Arrays.equals(bytes, i, i + MARK.length, MARK, 0, MARK.length)) {
        return i;
      }
    }
    return -1;
  }

  private String text(int from, int to) {
    return new String(buffer.array(), from, to - from, StandardCharsets.UTF_8);
  }

  /** Waits until each has seen a line. */
  void awaitAll() throws IOException, InterruptedException, TimeoutException {
    long limit = System.nanoTime() + PATIENCE_NANOS;
    while (heard.get() < channels.size()) {
      requireWell();
      if (System.nanoTime() > limit) {
        throw new TimeoutException(heard + " of " + channels.size() + " followers see lines");
      }
      Thread.sleep(50);
    }
  }

  void begin() {
    counting = true;
  }

  /** How old lines were when they came, in milliseconds. */
  List<Double> end() throws IOException, InterruptedException {
    ended = true;
    thread.join();
    requireWell();
    if (lags.isEmpty()) {
      throw new IOException("no line came");
    }
    return lags;
  }

  private void requireWell() throws IOException {
    if (!failure.isEmpty()) {
      throw new IOException(failure);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    ended = true;
    thread.join();
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }
}
