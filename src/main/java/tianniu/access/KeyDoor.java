package tianniu.access;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.caller.AllowLists;
import tianniu.caller.Caller;
import tianniu.caller.Lease;
import tianniu.caller.Permission;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.config.Secret;
import tianniu.fault.Fault;
import tianniu.http.Door;
import tianniu.http.Request;
import tianniu.http.Route;

/** Lets in who has the admin key, and to everything. */
public final class KeyDoor implements Door {
  private static final String SCHEME = "bearer ";

  /** A browser cannot set the Authorization header of a WebSocket, but it can name protocols. */
  private static final String KEY_PROTOCOL = "bearer.";

  private final byte[] hash;
  private final Caller admin =
      new Caller(
          "admin",
          "admin",
          EnumSet.allOf(Permission.class),
          Scope.ALL,
          AllowLists.NONE,
          ResourceQuota.NONE,
          new Lease());
  private final @Nullable String publicOrigin;

  /**
   * Makes a door.
   *
   * @param publicUrl where browsers find this server, when a proxy stands before it
   */
  public KeyDoor(Secret adminKey, @Nullable URI publicUrl) {
    hash = hash(adminKey.reveal());
    publicOrigin = publicUrl == null ? null : publicUrl.toString();
  }

  @Override
  public Admission admit(Request request, @Nullable Route route) {
    String key = key(request);
    if (key == null) {
      throw new Fault.Unauthenticated("An API key is required: Authorization: Bearer <key>")
          .asException();
    }
    if (!MessageDigest.isEqual(hash, hash(key))) {
      throw new Fault.Unauthenticated("The API key is not valid").asException();
    }
    if (request.isWebSocketUpgrade()) {
      checkOrigin(request);
    }
    return new Admission(admin, Map.of());
  }

  private static @Nullable String key(Request request) {
    String header = request.header("Authorization");
    if (header != null) {
      boolean bearer = header.toLowerCase(Locale.ROOT).startsWith(SCHEME);
      String key = bearer ? header.substring(SCHEME.length()).strip() : "";
      return key.isEmpty() ? null : key;
    }
    if (!request.isWebSocketUpgrade()) {
      return null;
    }
    return request.webSocketProtocols().stream()
        .filter(protocol -> protocol.startsWith(KEY_PROTOCOL))
        .map(protocol -> protocol.substring(KEY_PROTOCOL.length()))
        .findFirst()
        .orElse(null);
  }

  /** A page of another site must not open a terminal with a key that a browser holds for us. */
  private void checkOrigin(Request request) {
    String origin = request.header("Origin");
    if (origin != null
        && !origin.equalsIgnoreCase(request.origin())
        && !origin.equalsIgnoreCase(publicOrigin)) {
      throw new Fault.Denied("A WebSocket must be opened from this server's own pages", null)
          .asException();
    }
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
