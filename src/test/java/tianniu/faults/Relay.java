package tianniu.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, and the engine's that belongs to it. Requests and answers are read by
 * a thread each: so a client that leaves in the middle of an endless answer is noticed.
 */
final class Relay implements AutoCloseable {
  private static final int PIECE = 16 * 1024;

  private final SocketChannel client;
  private final Path engine;
  private final Rulebook rules;
  private final Inlet requests;
  private final LinkedBlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  /** After a request for an upgrade, whether the connection is a tunnel now. */
  private final SynchronousQueue<Boolean> upgraded = new SynchronousQueue<>();

  private volatile @Nullable SocketChannel upstream;
  private @Nullable Inlet answers;
  private volatile boolean closed;

  Relay(SocketChannel client, Path engine, Rulebook rules) {
    this.client = client;
    this.engine = engine;
    this.rules = rules;
    this.requests = new Inlet(client);
  }

  /** A request; the last one has no head, and says that the client has left. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Asked(@Nullable Head head, byte[] body) {}

  /** Returns when the connection has ended. */
  void run() {
    Thread reader = Thread.ofVirtual().name("faults-requests").start(this::readRequests);
    try (this) {
      boolean goesOn = true;
      while (goesOn) {
        Asked next = asked.take();
        goesOn = next.head() != null && exchange(next.head(), next.body());
      }
    } catch (IOException _) {
      // One of both has left, or the rules wanted it so.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    reader.interrupt();
  }

  @Override
  public void close() {
    closed = true;
    shut(client);
    shut(upstream);
  }

  private static void shut(@Nullable SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException _) {
      // It is gone either way.
    }
  }

  // --- what the client says

  private void readRequests() {
    try {
      for (byte[] bytes = requests.head(); bytes != null; bytes = requests.head()) {
        Head head = Head.of(bytes);
        asked.add(new Asked(head, body(head)));
        if (head.asksForUpgrade() && upgraded.take()) {
          tunnel();
          return;
        }
      }
    } catch (IOException _) {
      // It has left.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    asked.add(new Asked(null, new byte[0]));
    shut(upstream);
  }

  private byte[] body(Head head) throws IOException {
    if (!head.isChunked()) {
      return requests.exactly((int) Math.max(0, head.length()));
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (true) {
      byte[] line = requests.line();
      int size = chunk(line);
      whole.writeBytes(line);
      whole.writeBytes(requests.exactly(size + 2));
      if (size == 0) {
        return whole.toByteArray();
      }
    }
  }

  private static int chunk(byte[] line) throws IOException {
    try {
      return Integer.parseInt(new String(line, ISO_8859_1).strip(), 16);
    } catch (NumberFormatException e) {
      throw new IOException("no chunk begins with this", e);
    }
  }

  /** Hands on what the client sends, and that it will send no more. */
  private void tunnel() throws IOException {
    SocketChannel to = upstream;
    if (to == null) {
      return;
    }
    for (byte[] some = requests.some(PIECE); some != null; some = requests.some(PIECE)) {
      Outlet.all(to, ByteBuffer.wrap(some));
    }
    to.shutdownOutput();
  }

  // --- what is answered

  /** Whether the connection goes on after it. */
  private boolean exchange(Head request, byte[] body) throws IOException, InterruptedException {
    Plan plan = Plan.of(rules.chosen(request.word(0), request.word(1)), rules);
    Outlet.pause(plan.delay());
    Mischief instead = plan.instead();
    if (instead != null) {
      return pretend(instead, request);
    }
    Inlet from = connected();
    Outlet.all(Objects.requireNonNull(upstream), ByteBuffer.wrap(request.bytes()));
    Outlet.all(Objects.requireNonNull(upstream), ByteBuffer.wrap(body));
    byte[] bytes = from.head();
    if (bytes == null || plan.isLost()) {
      return false;
    }
    if (plan.isSwallowed()) {
      return silence(request);
    }
    Head answer = Head.of(bytes);
    boolean tunnel = request.asksForUpgrade() && answer.length() < 0 && !answer.isChunked();
    if (request.asksForUpgrade()) {
      upgraded.put(tunnel);
    }
    if (plan.gibberish() > 0 && !tunnel) {
      say(
          "HTTP/1.1 " + answer.word(1) + " Gibberish\r\nContent-Type: application/json\r\n",
          plan.gibberish());
      return false;
    }
    Outlet.all(client, ByteBuffer.wrap(answer.bytes()));
    Outlet out = new Outlet(client, plan.bytes(), plan.apart());
    return pass(from, request, answer, out, plan, tunnel);
  }

  private boolean pass(Inlet from, Head request, Head answer, Outlet out, Plan plan, boolean tunnel)
      throws IOException {
    boolean bodiless =
        request.word(0).equals("HEAD") || answer.status() == 204 || answer.status() == 304;
    if (tunnel || (!bodiless && answer.length() < 0 && !answer.isChunked())) {
      for (byte[] some = from.some(PIECE); some != null; some = from.some(PIECE)) {
        out.write(some);
      }
      return false;
    }
    if (bodiless) {
      return true;
    }
    if (answer.isChunked()) {
      chunks(from, out, plan);
    } else {
      for (long left = answer.length(); left > 0; ) {
        byte[] some = from.some((int) Math.min(left, PIECE));
        if (some == null) {
          return false;
        }
        left -= some.length;
        out.write(some);
      }
    }
    return !answer.says("Connection", "close");
  }

  private void chunks(Inlet from, Outlet out, Plan plan) throws IOException {
    EventFilter events = new EventFilter(plan.dropped(), plan.doubled(), rules);
    while (true) {
      byte[] line = from.line();
      byte[] data = from.exactly(chunk(line) + 2);
      if (data.length == 2) {
        out.write(line);
        out.write(data);
        return;
      }
      if (plan.isAboutEvents()) {
        byte[] kept = events.filtered(data, data.length - 2);
        if (kept.length > 0) {
          out.write((Integer.toHexString(kept.length) + "\r\n").getBytes(ISO_8859_1));
          out.write(kept);
          out.write("\r\n".getBytes(ISO_8859_1));
        }
      } else {
        out.write(line);
        out.write(data);
      }
    }
  }

  /** What the engine learns nothing of. */
  private boolean pretend(Mischief instead, Head request) throws IOException, InterruptedException {
    if (instead instanceof Mischief.Mute) {
      return silence(request);
    }
    if (request.asksForUpgrade()) {
      upgraded.put(false);
    }
    if (instead instanceof Mischief.Status status) {
      String said = "{\"message\":\"this was the fault proxy\"}";
      String head = "HTTP/1.1 " + status.code() + " Fault\r\nContent-Type: application/json\r\n";
      String whole = head + "Content-Length: " + said.length() + "\r\n\r\n" + said;
      Outlet.all(client, ByteBuffer.wrap(whole.getBytes(ISO_8859_1)));
      return true;
    }
    if (instead instanceof Mischief.Noise noise) {
      Outlet.all(client, ByteBuffer.wrap(rules.noise(noise.bytes())));
    }
    return false;
  }

  /** Waits until the client leaves, whatever it still says. */
  private boolean silence(Head request) throws InterruptedException {
    if (request.asksForUpgrade()) {
      upgraded.put(false);
    }
    Asked next = asked.take();
    while (next.head() != null) {
      next = asked.take();
    }
    return false;
  }

  private void say(String head, int bytes) throws IOException {
    String whole = head + "Content-Length: " + bytes + "\r\n\r\n";
    Outlet.all(client, ByteBuffer.wrap(whole.getBytes(ISO_8859_1)));
    Outlet.all(client, ByteBuffer.wrap(rules.noise(bytes)));
  }

  private Inlet connected() throws IOException {
    Inlet known = answers;
    if (known != null) {
      return known;
    }
    SocketChannel opened = SocketChannel.open(StandardProtocolFamily.UNIX);
    upstream = opened;
    if (closed) {
      shut(opened);
    }
    opened.connect(UnixDomainSocketAddress.of(engine));
    Inlet made = new Inlet(opened);
    answers = made;
    return made;
  }
}
