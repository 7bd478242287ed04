package tianniu.caller;

import java.util.Optional;

/** What a caller must be allowed to do to reach a route; the words of the API document. */
public enum Permission {
  /** Anybody, without a key. */
  PUBLIC("public"),
  CONTAINER_READ("container:read"),
  CONTAINER_WRITE("container:write"),
  CONTAINER_EXEC("container:exec"),
  CONTAINER_LOGS("container:logs"),
  /** Commands also in containers that are as good as root on the host. */
  CONTAINER_PRIVILEGED("container:privileged"),
  SECRET_READ("secret:read"),
  SECRET_WRITE("secret:write"),
  KEY_READ("key:read"),
  KEY_WRITE("key:write"),
  QUOTA_READ("quota:read"),
  QUOTA_WRITE("quota:write"),
  AUDIT_READ("audit:read");

  private final String word;

  Permission(String word) {
    this.word = word;
  }

  /** As the API document writes it. */
  public String word() {
    return word;
  }

  /** The permission that a key can be given under this word. */
  public static Optional<Permission> of(String word) {
    for (Permission permission : values()) {
      if (permission != PUBLIC && permission.word.equals(word)) {
        return Optional.of(permission);
      }
    }
    return Optional.empty();
  }
}
