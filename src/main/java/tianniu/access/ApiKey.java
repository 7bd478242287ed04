package tianniu.access;

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
    KeyHash hash,
    @Nullable Former former) {
  /** The id of the installation's own key. */
  static final String ADMIN = "admin";

  /** A key that was rotated away. */
  record Former(KeyHash hash, Instant until) {}

  boolean isAdmin() {
    return id.equals(ADMIN);
  }

  boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /** Whether a text with this hash is the key. */
  boolean matches(KeyHash other, Instant now) {
    boolean present = hash.matches(other);
    boolean past = former != null && former.hash.matches(other) && now.isBefore(former.until);
    return present || past;
  }

  ApiKey rotated(KeyHash newHash, @Nullable Former old) {
    return new ApiKey(id, name, role, grants, createdAt, createdBy, expiresAt, newHash, old);
  }
}
