package tianniu.matrix;

import java.util.Set;
import java.util.TreeSet;

/** Who calls, with what that gives: written out here, so that a change of a role shows. */
enum Standing {
  NO_KEY(false, Set.of()),
  UNKNOWN_KEY(false, Set.of()),
  REVOKED_KEY(false, Set.of()),
  NOTHING(true, Set.of()),
  VIEWER(true, Set.of("container:read", "container:logs", "quota:read")),
  OPERATOR(
      true,
      Set.of(
          "container:read",
          "container:write",
          "container:exec",
          "container:logs",
          "secret:read",
          "quota:read",
          "audit:read")),
  DEVELOPER(
      true,
      Set.of(
          "container:read",
          "container:write",
          "container:exec",
          "container:logs",
          "secret:read",
          "secret:write",
          "quota:read")),
  ADMIN(
      true,
      Set.of(
          "container:read",
          "container:write",
          "container:exec",
          "container:logs",
          "container:privileged",
          "secret:read",
          "secret:write",
          "key:read",
          "key:write",
          "quota:read",
          "quota:write",
          "audit:read")),
  /** A role of nothing but the permission of the operation. */
  ONLY(true, Set.of()),
  /** A role of everything but the permission of the operation. */
  ALL_BUT(true, Set.of());

  private final boolean hasKey;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<String> permissions;

  Standing(boolean hasKey, Set<String> permissions) {
    this.hasKey = hasKey;
    this.permissions = permissions;
  }

  boolean hasKey() {
    return hasKey;
  }

  /** What it gives where the operation needs this. */
  Set<String> permissions(String needed) {
    Set<String> given = new TreeSet<>(permissions);
    boolean isPublic = needed.equals("public");
    switch (this) {
      case ONLY -> {
        if (!isPublic) {
          given.add(needed);
        }
      }
      case ALL_BUT -> {
        given.addAll(ADMIN.permissions);
        given.remove(needed);
      }
      case NO_KEY, UNKNOWN_KEY, REVOKED_KEY, NOTHING, VIEWER, OPERATOR, DEVELOPER, ADMIN -> {}
    }
    return given;
  }

  /** The name of its role; those that are built in have their own. */
  String role() {
    return switch (this) {
      case VIEWER -> "viewer";
      case OPERATOR -> "operator";
      case DEVELOPER -> "developer";
      case ADMIN -> "admin";
      case NOTHING -> "nothing";
      case ONLY -> "only";
      case ALL_BUT -> "all-but";
      case NO_KEY, UNKNOWN_KEY, REVOKED_KEY -> "admin";
    };
  }

  boolean isBuiltIn() {
    return switch (this) {
      case VIEWER, OPERATOR, DEVELOPER, ADMIN, NO_KEY, UNKNOWN_KEY, REVOKED_KEY -> true;
      case NOTHING, ONLY, ALL_BUT -> false;
    };
  }
}
