package tianniu.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.Permission;
import tianniu.fault.Fault;
import tianniu.fault.Violation;

/** The product's own roles and those that were made beside them. */
final class Roles {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,62}");
  private static final int MAX_ROLES = 1000;

  private final KeyTable table;
  private final ReentrantLock lock;
  private final Consumer<Role> changed;
  private volatile Map<String, Role> custom = Map.of();

  /**
   * Reads the roles that there are.
   *
   * @param lock of the keys: a key is not given a role while the role changes
   * @param changed told of a role that gives something else now
   */
  Roles(KeyTable table, ReentrantLock lock, Consumer<Role> changed) {
    this.table = table;
    this.lock = lock;
    this.changed = changed;
    Map<String, Role> kept = new TreeMap<>();
    table.roles().forEach(role -> kept.put(role.name(), role));
    custom = kept;
  }

  /** The product's own first. */
  List<Role> all() {
    List<Role> all = new ArrayList<>(Role.BUILT_IN);
    all.addAll(custom.values());
    return all;
  }

  Role get(String name) {
    Role role = find(name);
    if (role == null) {
      throw new Fault.NoSuch(Fault.Kind.ROLE, name).asException();
    }
    return role;
  }

  /** The role that a request names. */
  Role require(String name) {
    Role role = find(name);
    if (role == null) {
      throw Fault.invalid(Violation.field("role", "names no role: see GET /api/v1/roles"))
          .asException();
    }
    return role;
  }

  /** The role of a key that is kept; one that nobody knows gives nothing. */
  Role of(ApiKey key) {
    Role role = find(key.role());
    return role == null ? new Role(key.role(), Set.of(), false) : role;
  }

  private @Nullable Role find(String name) {
    for (Role role : Role.BUILT_IN) {
      if (role.name().equals(name)) {
        return role;
      }
    }
    return custom.get(name);
  }

  /** Makes or changes a role, of permissions that the caller has itself. */
  Role put(Caller caller, String name, Set<Permission> permissions, Delegation delegation) {
    requireUnbound(caller, delegation);
    if (!NAME.matcher(name).matches()) {
      throw Fault.invalid(
              new Violation(
                  Violation.Where.PATH,
                  "role",
                  "must be 1 to 63 of a-z 0-9 _ . - and begin with a letter or a digit"))
          .asException();
    }
    lock.lock();
    try {
      Role present = find(name);
      requireCustom(present);
      delegation.requirePermissions(permissions, "permissions");
      if (present != null) {
        delegation.requirePermissions(present.permissions(), "permissions");
      } else if (custom.size() >= MAX_ROLES) {
        throw new Fault.LimitExceeded(
                "roles", Integer.toString(MAX_ROLES), Integer.toString(custom.size()), "1", null)
            .asException();
      }
      Role role = new Role(name, permissions, false);
      table.keep(role);
      Map<String, Role> next = new TreeMap<>(custom);
      next.put(name, role);
      custom = next;
      changed.accept(role);
      return role;
    } finally {
      lock.unlock();
    }
  }

  /** Removes a role that no key has. */
  Role remove(Caller caller, String name, Keys keys) {
    requireUnbound(caller, keys.delegation(caller));
    lock.lock();
    try {
      Role role = get(name);
      requireCustom(role);
      List<String> users = keys.withRole(name);
      if (!users.isEmpty()) {
        throw new Fault.InUse(Fault.Kind.ROLE, name, users).asException();
      }
      table.removeRole(name);
      Map<String, Role> next = new TreeMap<>(custom);
      next.remove(name);
      custom = next;
      return role;
    } finally {
      lock.unlock();
    }
  }

  private static void requireCustom(@Nullable Role role) {
    if (role != null && role.builtIn()) {
      throw new Fault.Denied("The role '" + role.name() + "' is built in", null).asException();
    }
  }

  /** A role holds for keys everywhere: who is bound to a part does not change it. */
  private static void requireUnbound(Caller caller, Delegation delegation) {
    if (!caller.scope().isAll() || delegation.isBound()) {
      throw new Fault.Denied("Roles are changed with a key that is bound to nothing", null)
          .asException();
    }
  }
}
