package tianniu.access;

import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is kept: all but the key itself.
 *
 * @param id part of the key's text, and its name in audit and answers
 * @param createdBy id of the key that made it
 * @param expiresAt null for the installation's own key, which lasts
 * @param hash of the key's text
 * @param former the key that this one replaces, for as long as it may still be used
 */
record ApiKey(
    String id,
    String name,
    String role,
    Grants grants,
    Instant createdAt,
    String createdBy,
    @Nullable Instant expiresAt,
    byte[] hash,
    @Nullable Former former) {
  /** The id of the installation's own key. */
  static final String ADMIN = "admin";

  /** A key that was rotated away. */
  record Former(byte[] hash, Instant until) {}

  boolean isAdmin() {
    return id.equals(ADMIN);
  }

  boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /** Whether a text with this hash is the key. Takes as long for a wrong one as for a right one. */
  boolean matches(byte[] other, Instant now) {
    boolean present = MessageDigest.isEqual(hash, other);
    boolean past =
        former != null && MessageDigest.isEqual(former.hash, other) && now.isBefore(former.until);
    return present || past;
  }

  ApiKey rotated(byte[] newHash, @Nullable Former old) {
    return new ApiKey(id, name, role, grants, createdAt, createdBy, expiresAt, newHash, old);
  }
}
