package tianniu.caller;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who calls: a key, as it is at the moment of the call.
 *
 * @param keyId names the key in audit and quotas; never the key itself
 * @param keyName what its maker called it
 * @param quota of this key alone; quotas of scopes hold beside it
 * @param lease ends with the key
 */
public record Caller(
    String keyId,
    String keyName,
    Set<Permission> permissions,
    Scope scope,
    AllowLists allowed,
    ResourceQuota quota,
    Lease lease) {
  public Caller {
    permissions =
        permissions.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(permissions));
  }

  public boolean may(Permission permission) {
    return permission == Permission.PUBLIC || permissions.contains(permission);
  }
}
