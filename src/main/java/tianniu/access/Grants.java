package tianniu.access;

import java.util.List;
import tianniu.caller.AllowLists;
import tianniu.caller.Network;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;

/**
 * What a key may, beside its role.
 *
 * @param networks from which it may be used; empty for any
 */
record Grants(
    Scope scope,
    AllowLists allowed,
    ResourceQuota quota,
    RateLimits rates,
    List<Network> networks) {
  static final Grants ALL =
      new Grants(Scope.ALL, AllowLists.NONE, ResourceQuota.NONE, RateLimits.NONE, List.of());

  Grants {
    networks = List.copyOf(networks);
  }
}
