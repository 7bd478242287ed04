package tianniu.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Violation;

/** A request that reached a route. */
public final class Request {
  /**
   * What a subprotocol begins with that gives the key: a browser cannot set the Authorization
   * header of a WebSocket, but it can name protocols.
   */
  public static final String KEY_PROTOCOL = "bearer.";

  /** Names a request that must not be done twice; see the package {@code idempotency}. */
  public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** More than any body of the API needs: a command's input is the largest part of one. */
  static final int MAX_BODY_BYTES = 1 << 20;

  /**
   * How much of a body that is too large is read and thrown away, so that a client that writes
   * before it reads gets the answer and not a broken connection.
   */
  private static final int MAX_DRAIN_BYTES = 16 << 20;

  /** How long a body may take: to the server library, one that comes byte by byte is not idle. */
  private static final Duration BODY_LIMIT = Duration.ofSeconds(30);

  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

  /** What is thrown away, by all at once: nobody looks at it, and many of them would cost much. */
  private static final byte[] SCRAP = new byte[1 << 16];

  /** Sixteen bytes in base64: RFC 6455, 4.1. */
  private static final Pattern WEBSOCKET_KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

  private final org.eclipse.jetty.server.Request jetty;
  private final String id;
  private final Map<String, String> pathParameters;
  private final Query query;
  private final @Nullable Caller caller;
  private final Proxies proxies;
  private final InetAddress client;
  private final Trail trail;
  private final @Nullable Route route;

  /** Kept only where the body is looked at as a whole too. */
  private byte @Nullable [] content;

  /** A request at the door. */
  Request(
      org.eclipse.jetty.server.Request jetty,
      String id,
      Map<String, String> pathParameters,
      Proxies proxies,
      Witness witness,
      @Nullable Route route) {
    this.jetty = jetty;
    this.id = id;
    this.pathParameters = pathParameters;
    this.query = Query.parse(null);
    this.caller = null;
    this.proxies = proxies;
    // Now: a connection that is closed does not know any more, and the audit asks at the end.
    this.client = proxies.client(jetty);
    this.trail = new Trail(witness, this, route);
    this.route = route;
  }

  private Request(Request opening, Query query, @Nullable Caller caller) {
    this.jetty = opening.jetty;
    this.id = opening.id;
    this.pathParameters = opening.pathParameters;
    this.query = query;
    this.caller = caller;
    this.proxies = opening.proxies;
    this.client = opening.client;
    this.trail = opening.trail;
    this.route = opening.route;
  }

  /** The same request past the door. */
  Request admitted(Query asked, @Nullable Caller who) {
    return new Request(this, asked, who);
  }

  /** The request's id, the caller's own or a new one. */
  public String id() {
    return id;
  }

  /** Who calls. Only a public route has nobody. */
  public Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("a public route knows no caller");
    }
    return caller;
  }

  /** Where it is said what the request is about, for the audit. */
  public Trail audit() {
    return trail;
  }

  String method() {
    return jetty.getMethod();
  }

  /** Whether its answer may be held back; exactly that is for the handler to find out. */
  boolean asksToWait() {
    String text = jetty.getHttpURI().getQuery();
    return text != null && text.contains("wait=");
  }

  Map<String, String> pathParameters() {
    return pathParameters;
  }

  /** A parameter of the route's path, decoded. */
  public String path(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no path parameter " + name);
    }
    return value;
  }

  public Query query() {
    return query;
  }

  public @Nullable String header(String name) {
    return jetty.getHeaders().get(name);
  }

  /**
   * A header that may be given once only.
   *
   * @throws FaultException with {@link Fault.Invalid} when it is given again
   */
  public @Nullable String only(String name) {
    List<String> values = jetty.getHeaders().getValuesList(name);
    if (values.size() > 1) {
      throw Fault.invalid(new Violation(Violation.Where.HEADER, name, "is given more than once"))
          .asException();
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  /** The operation's word in the document. */
  public String operation() {
    return route == null ? "" : route.operationId();
  }

  /** Method, path and query, as the client wrote them. */
  public String line() {
    return jetty.getMethod() + " " + jetty.getHttpURI().getPathQuery();
  }

  /** The body as it came; a second time only where there is an {@link #IDEMPOTENCY_KEY}. */
  public byte[] content() {
    if (header(IDEMPOTENCY_KEY) == null) {
      return bytes();
    }
    if (content == null) {
      content = bytes();
    }
    return content;
  }

  public boolean isWebSocketUpgrade() {
    return "websocket".equalsIgnoreCase(header("Upgrade"));
  }

  /** Whether the handshake is one that will succeed, so that nothing is begun for another. */
  public boolean isWebSocketHandshake() {
    String key = header("Sec-WebSocket-Key");
    return isWebSocketUpgrade()
        && jetty.getMethod().equals("GET")
        && jetty.getHeaders().contains(HttpHeader.CONNECTION, "upgrade")
        && "13".equals(header("Sec-WebSocket-Version"))
        && key != null
        && WEBSOCKET_KEY.matcher(key).matches();
  }

  /** The subprotocols that a WebSocket asks for. */
  public List<String> webSocketProtocols() {
    return jetty.getHeaders().getCSV("Sec-WebSocket-Protocol", false);
  }

  /** Whether the client would rather have this media type than JSON. */
  public boolean accepts(String mediaType) {
    String accept = header("Accept");
    return accept != null && accept.contains(mediaType);
  }

  /** Scheme and authority by which the client reached us, such as {@code http://host:8080}. */
  public String origin() {
    return proxies.origin(jetty);
  }

  /** From where the request comes: trusted proxies are looked through. */
  public InetAddress clientAddress() {
    return client;
  }

  /**
   * The body as a record.
   *
   * @param reader takes the fields it knows from the body; all that is wrong is reported at once
   */
  public <T> T body(Function<JsonFields, @Nullable T> reader) {
    checkContentType();
    return JsonFields.read(content(), reader);
  }

  private void checkContentType() {
    String type = header("Content-Type");
    if (type == null) {
      return;
    }
    String[] parts = type.toLowerCase(java.util.Locale.ROOT).split(";", -1);
    boolean json = parts[0].strip().equals("application/json");
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().replace("\"", "");
      json &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
    }
    if (!json) {
      throw new Fault.UnsupportedMediaType(type).asException();
    }
  }

  private byte[] bytes() {
    long announced = jetty.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
    boolean waits = jetty.getHeaders().contains(HttpHeader.EXPECT, "100-continue");
    if (announced > MAX_BODY_BYTES && waits) {
      throw tooLarge();
    }
    try (InputStream in = org.eclipse.jetty.server.Request.asInputStream(jetty)) {
      byte[] bytes = read(in);
      if (bytes.length > MAX_BODY_BYTES) {
        drain(in);
        throw tooLarge();
      }
      return bytes;
    } catch (IOException e) {
      throw new FaultException(
          Fault.invalid(new Violation(Violation.Where.BODY, "", "the body broke off")), e);
    }
  }

  /** The body, or one byte more than it may have. */
  private static byte[] read(InputStream in) throws IOException {
    long end = System.nanoTime() + BODY_LIMIT.toNanos();
    ByteArrayOutputStream body = new ByteArrayOutputStream(512);
    byte[] part = new byte[4096];
    int read = 0;
    while (read >= 0 && body.size() <= MAX_BODY_BYTES) {
      body.write(part, 0, read);
      if (System.nanoTime() - end > 0) {
        throw Fault.invalid(new Violation(Violation.Where.BODY, "", "the body came too slowly"))
            .asException();
      }
      read = in.read(part, 0, Math.min(part.length, MAX_BODY_BYTES + 1 - body.size()));
    }
    return body.toByteArray();
  }

  /**
   * Reads and throws away what nobody asked for, within bounds: a client that writes its whole
   * request before it reads is to get the answer and not a broken connection.
   */
  static void drainUnread(org.eclipse.jetty.server.Request jetty) {
    long announced = jetty.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
    boolean waits = jetty.getHeaders().contains(HttpHeader.EXPECT, "100-continue");
    if (announced > 0 && announced <= MAX_DRAIN_BYTES && !waits) {
      try (InputStream in = org.eclipse.jetty.server.Request.asInputStream(jetty)) {
        drain(in);
      } catch (IOException _) {
        // Then there is nobody left to answer, or nothing left to read.
      }
    }
  }

  private static void drain(InputStream in) throws IOException {
    long end = System.nanoTime() + DRAIN_LIMIT.toNanos();
    int rest = MAX_DRAIN_BYTES;
    int read = 0;
    while (rest > 0 && read >= 0 && System.nanoTime() - end < 0) {
      read = in.read(SCRAP);
      rest -= read;
    }
  }

  private static FaultException tooLarge() {
    return new Fault.PayloadTooLarge(MAX_BODY_BYTES).asException();
  }
}
