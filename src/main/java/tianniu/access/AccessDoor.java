package tianniu.access;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.Network;
import tianniu.caller.Permission;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.http.Door;
import tianniu.http.Request;
import tianniu.http.Route;

/**
 * Lets in who shows a key: one that is there, has not expired, comes from where it may be used, and
 * has not called too often.
 */
public final class AccessDoor implements Door {
  private static final String SCHEME = "bearer ";

  /** How exactly the time of the last use is kept. */
  private static final long USE_MILLIS = 1000;

  private final Keys keys;
  private final InstantSource clock;
  private final BadKeyBrake brake;

  public AccessDoor(Keys keys, InstantSource clock) {
    // By a clock that nobody sets: set back, the other would remember wrong keys for as long.
    this(keys, clock, new BadKeyBrake(() -> System.nanoTime() / 1_000_000, Thread::sleep));
  }

  AccessDoor(Keys keys, InstantSource clock, BadKeyBrake brake) {
    this.keys = keys;
    this.clock = clock;
    this.brake = brake;
  }

  @Override
  public Admission admit(Request request, @Nullable Route route) {
    String text = key(request);
    if (text == null) {
      throw refused("An API key is required: Authorization: Bearer <key>");
    }
    HeldKey key = keys.find(text);
    if (key == null) {
      brake.wrongKey(request.clientAddress());
      String id = KeyText.id(text);
      throw refused(
          id != null && !KeyText.hasChecksum(text)
              ? "The API key is mistyped: its checksum does not match"
              : "The API key is not valid");
    }
    return admit(request, route, key);
  }

  private Admission admit(Request request, @Nullable Route route, HeldKey key) {
    InetAddress from = request.clientAddress();
    Caller caller = key.caller();
    request.audit().calledBy(caller);
    Instant now = clock.instant();
    if (key.key().isExpired(now)) {
      throw refused("The API key has expired");
    }
    requireNetwork(key, from);
    Map<String, String> headers = requireRate(key, route);
    use(key, now, from);
    return new Admission(caller, headers);
  }

  @Override
  public @Nullable Admission admitAtOnce(Request request, Route route) {
    String text = key(request);
    HeldKey key = text == null ? null : keys.find(text);
    return key == null ? null : admit(request, route, key);
  }

  private static @Nullable String key(Request request) {
    String header = request.header("Authorization");
    if (header != null) {
      boolean bearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
      String key = bearer ? header.substring(SCHEME.length()).strip() : "";
      return key.isEmpty() ? null : key;
    }
    if (!request.isWebSocketUpgrade()) {
      return null;
    }
    return request.webSocketProtocols().stream()
        .filter(protocol -> protocol.startsWith(Request.KEY_PROTOCOL))
        .map(protocol -> protocol.substring(Request.KEY_PROTOCOL.length()))
        .findFirst()
        .orElse(null);
  }

  private static void requireNetwork(HeldKey key, InetAddress from) {
    List<Network> networks = key.key().grants().networks();
    if (!networks.isEmpty() && networks.stream().noneMatch(network -> network.contains(from))) {
      throw new Fault.Denied(
              "This key may not be used from the address " + Network.text(from), null)
          .asException();
    }
  }

  private static Map<String, String> requireRate(HeldKey key, @Nullable Route route) {
    RateBucket bucket = key.bucket(route == null || isRead(route.permission()));
    if (bucket == null) {
      return Map.of();
    }
    RateBucket.Taken taken = bucket.take(System.nanoTime());
    if (!taken.passes()) {
      Duration wait = Duration.ofNanos(taken.waitNanos()).plusMillis(999);
      throw new Fault.TooManyRequests(wait, taken.limit(), taken.resetSeconds()).asException();
    }
    return Map.of(
        "RateLimit-Limit", Integer.toString(taken.limit()),
        "RateLimit-Remaining", Long.toString(taken.remaining()),
        "RateLimit-Reset", Long.toString(taken.resetSeconds()));
  }

  private static boolean isRead(Permission permission) {
    return switch (permission) {
      case PUBLIC, CONTAINER_READ, CONTAINER_LOGS, SECRET_READ, KEY_READ, QUOTA_READ, AUDIT_READ ->
          true;
      case CONTAINER_WRITE,
          CONTAINER_EXEC,
          CONTAINER_PRIVILEGED,
          SECRET_WRITE,
          KEY_WRITE,
          QUOTA_WRITE ->
          false;
    };
  }

  private static void use(HeldKey key, Instant now, InetAddress from) {
    HeldKey.LastUse last = key.lastUse();
    long millis = now.toEpochMilli();
    // A use that lies ahead is from before the clock was set back.
    if (last == null || Math.abs(millis - last.millis()) >= USE_MILLIS) {
      key.used(millis, Network.text(from));
    }
  }

  private static FaultException refused(String message) {
    return new Fault.Unauthenticated(message).asException();
  }
}
