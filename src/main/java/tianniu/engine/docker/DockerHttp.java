package tianniu.engine.docker;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tianniu.engine.Patience;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/**
 * Docker's API over HTTP/1.1: calls with deadlines, a few kept connections for quick reads, one of
 * its own for everything else, and the version of the API agreed on with whatever engine answers.
 */
final class DockerHttp implements AutoCloseable {
  private static final int MAX_BODY = 256 * 1024 * 1024;

  private final Connector connector;
  private final ConnectionPool pool = new ConnectionPool();
  private final Lanes lanes = new Lanes();
  private final Watchdog watchdog = new Watchdog();
  private volatile @Nullable ApiVersion agreed;

  DockerHttp(Connector connector) {
    this.connector = connector;
  }

  /** The version of the API that is spoken; asks the engine when it is not known. */
  ApiVersion version() {
    try {
      return version(deadline(Call.get("/_ping")));
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** An answer of success, or 304; anything else is thrown as the fault that it means. */
  Reply send(Call call, Subject subject) {
    try {
      Reply reply = exchange(call);
      if (reply.head().isSuccess() || reply.isNotModified()) {
        return reply;
      }
      throw Refusal.of(subject, reply.status(), reply.message()).asException();
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /**
   * Whatever the engine answers.
   *
   * @throws SocketTimeoutException at the call's limit
   * @throws IOException when the engine does not answer
   */
  Reply exchange(Call call) throws IOException {
    Deadline deadline = deadline(call);
    // A lane that is full tells nothing of the engine's connections.
    try (Lanes.Place _ = lanes.enter(call.lane().asked(Patience.isBound()), deadline.left())) {
      return placed(call, deadline);
    }
  }

  private Reply placed(Call call, Deadline deadline) throws IOException {
    try {
      Reply reply = route(call, deadline);
      if (reply.status() == 400 && reply.message().startsWith("client version ")) {
        // Another engine than the one that the version was agreed on with; it did nothing yet.
        forget();
        return route(call, deadline);
      }
      return reply;
    } catch (IOException e) {
      forget();
      throw e;
    }
  }

  /** An answer of success that is read as it comes; the caller closes it. */
  StreamedReply open(Call call, Subject subject) {
    Deadline deadline = deadline(call);
    Lanes.Place place = enter(call, deadline);
    try {
      ApiVersion version = version(deadline);
      return opened(call, subject, version, place, deadline);
    } catch (IOException e) {
      place.close();
      forget();
      throw unavailable(e);
    } catch (RuntimeException e) {
      place.close();
      throw e;
    }
  }

  private Lanes.Place enter(Call call, Deadline deadline) {
    try {
      return lanes.enter(call.lane().asked(Patience.isBound()), deadline.left());
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private StreamedReply opened(
      Call call, Subject subject, ApiVersion version, Lanes.Place place, Deadline deadline)
      throws IOException {
    Connection connection = connector.connect(deadline.left());
    try (Watchdog.Guard guard = watchdog.guard(connection, deadline.left())) {
      Head head = ask(connection, call, version, guard);
      if (head.isSuccess() || head.isUpgraded()) {
        return new StreamedReply(head, connection, place, watchdog);
      }
      Reply reply = whole(head, connection, guard);
      throw Refusal.of(subject, reply.status(), reply.message()).asException();
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void close() {
    pool.close();
    watchdog.close();
  }

  static FaultException unavailable(IOException cause) {
    String message =
        switch (cause) {
          case SocketTimeoutException _ -> "Docker did not answer in time.";
          case EOFException _, NoAnswerException _ -> "Docker closed the connection.";
          case ProtocolException _ -> "What answers at Docker's address is not Docker.";
          default -> "Docker cannot be reached.";
        };
    return new FaultException(new Fault.EngineUnavailable(message), cause);
  }

  /** Whoever waits for the answer may have less time than the call. */
  private static Deadline deadline(Call call) {
    return Deadline.in(Patience.left(call.limit()));
  }

  private Reply route(Call call, Deadline deadline) throws IOException {
    if (call.lane().isPooled()) {
      return overPool(call, deadline);
    }
    ApiVersion version = version(deadline);
    try (Connection connection = connector.connect(deadline.left())) {
      return over(connection, call, version, deadline);
    }
  }

  private Reply overPool(Call call, Deadline deadline) throws IOException {
    ApiVersion version = version(deadline);
    Connection kept = pool.takeIdle();
    if (kept != null) {
      try {
        return overKept(kept, call, version, deadline);
      } catch (NoAnswerException e) {
        // The engine, or something between, was restarted: the others are dead as well.
        forget();
      }
    }
    version = version(deadline);
    return overKept(connector.connect(deadline.left()), call, version, deadline);
  }

  private Reply overKept(Connection connection, Call call, ApiVersion version, Deadline deadline)
      throws IOException {
    boolean reusable = false;
    try {
      Reply reply = over(connection, call, version, deadline);
      reusable = reply.head().keepsConnection();
      return reply;
    } finally {
      if (reusable) {
        pool.keep(connection);
      } else {
        connection.close();
      }
    }
  }

  private Reply over(
      Connection connection, Call call, @Nullable ApiVersion version, Deadline deadline)
      throws IOException {
    try (Watchdog.Guard guard = watchdog.guard(connection, deadline.left())) {
      return whole(ask(connection, call, version, guard), connection, guard);
    }
  }

  /** Sends the call and reads the head of the answer. */
  private static Head ask(
      Connection connection, Call call, @Nullable ApiVersion version, Watchdog.Guard guard)
      throws IOException {
    try {
      connection.out().write(request(call, version));
      if (!connection.in().await(1)) {
        throw new EOFException("the engine closed the connection");
      }
    } catch (IOException e) {
      throw guard.expired() ? timedOut(e) : new NoAnswerException(e);
    }
    try {
      return Head.read(connection.in());
    } catch (IOException e) {
      throw guard.expired() ? timedOut(e) : e;
    }
  }

  private static byte[] request(Call call, @Nullable ApiVersion version) {
    byte[] body = call.body() == null ? new byte[0] : Json.write(call.body());
    StringBuilder head = new StringBuilder(256);
    head.append(call.method()).append(' ');
    if (version != null) {
      head.append("/v").append(version);
    }
    head.append(call.path()).append(" HTTP/1.1\r\nHost: docker\r\n");
    call.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (call.upgrade()) {
      head.append("Connection: Upgrade\r\nUpgrade: tcp\r\n");
    }
    if (body.length > 0) {
      head.append("Content-Type: application/json\r\n");
    }
    if (!call.method().equals("GET")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length);
    request.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    return request.toByteArray();
  }

  private static Reply whole(Head head, Connection connection, Watchdog.Guard guard)
      throws IOException {
    try {
      byte[] body = head.body(connection.in()).readNBytes(MAX_BODY + 1);
      if (body.length > MAX_BODY) {
        throw new ProtocolException("an answer of more than " + MAX_BODY + " bytes");
      }
      return new Reply(head, body);
    } catch (IOException e) {
      throw guard.expired() ? timedOut(e) : e;
    }
  }

  private ApiVersion version(Deadline deadline) throws IOException {
    ApiVersion known = agreed;
    if (known != null) {
      return known;
    }
    Head ping = unversioned("/_ping", deadline).head();
    ApiVersion newest = ApiVersion.parse(ping.header("api-version"));
    if (newest == null) {
      throw new ProtocolException("no version in the answer to a ping");
    }
    ApiVersion oldest = null;
    if (newest.compareTo(ApiVersion.NEWEST) > 0) {
      Wire.Version version = unversioned("/version", deadline).read(Wire.Version.class);
      oldest = ApiVersion.parse(version.minApiVersion());
    }
    ApiVersion both = ApiVersion.agree(newest, oldest);
    agreed = both;
    return both;
  }

  private Reply unversioned(String path, Deadline deadline) throws IOException {
    try (Connection connection = connector.connect(deadline.left())) {
      return over(connection, Call.get(path), null, deadline);
    }
  }

  /** After a broken connection another engine may answer than before. */
  private void forget() {
    agreed = null;
    pool.dropIdle();
  }

  static SocketTimeoutException timedOut(IOException cause) {
    SocketTimeoutException timeout = new SocketTimeoutException("no answer in time");
    timeout.initCause(cause);
    return timeout;
  }

  /** The connection ended before any byte of an answer. */
  private static final class NoAnswerException extends IOException {
    NoAnswerException(IOException cause) {
      super(cause);
    }
  }
}
