package tianniu.access;

import static tianniu.caller.Permission.AUDIT_READ;
import static tianniu.caller.Permission.CONTAINER_EXEC;
import static tianniu.caller.Permission.CONTAINER_LOGS;
import static tianniu.caller.Permission.CONTAINER_READ;
import static tianniu.caller.Permission.CONTAINER_WRITE;
import static tianniu.caller.Permission.PUBLIC;
import static tianniu.caller.Permission.QUOTA_READ;
import static tianniu.caller.Permission.SECRET_READ;
import static tianniu.caller.Permission.SECRET_WRITE;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tianniu.caller.Permission;

/**
 * A named set of permissions.
 *
 * @param builtIn whether it is one of the product's own, which nobody changes
 */
record Role(String name, Set<Permission> permissions, boolean builtIn) {
  static final Role ADMIN = new Role("admin", EnumSet.complementOf(EnumSet.of(PUBLIC)), true);

  /** The product's own, widest first. */
  static final List<Role> BUILT_IN =
      List.of(
          ADMIN,
          new Role(
              "developer",
              EnumSet.of(
                  CONTAINER_READ,
                  CONTAINER_WRITE,
                  CONTAINER_EXEC,
                  CONTAINER_LOGS,
                  SECRET_READ,
                  SECRET_WRITE,
                  QUOTA_READ),
              true),
          new Role(
              "operator",
              EnumSet.of(
                  CONTAINER_READ,
                  CONTAINER_WRITE,
                  CONTAINER_EXEC,
                  CONTAINER_LOGS,
                  SECRET_READ,
                  QUOTA_READ,
                  AUDIT_READ),
              true),
          new Role("viewer", EnumSet.of(CONTAINER_READ, CONTAINER_LOGS, QUOTA_READ), true));

  Role {
    permissions =
        permissions.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(permissions));
  }
}
