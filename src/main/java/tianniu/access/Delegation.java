package tianniu.access;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import tianniu.caller.AllowLists;
import tianniu.caller.Network;
import tianniu.caller.Permission;
import tianniu.caller.ResourceQuota;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/**
 * What one key may hand on to another: nothing that it has not itself. What is left open is taken
 * from the maker, so that a key that is bound makes only keys that are bound alike.
 */
final class Delegation {
  private final ApiKey maker;
  private final Set<Permission> permissions;

  Delegation(ApiKey maker, Set<Permission> permissions) {
    this.maker = maker;
    this.permissions = permissions;
  }

  /** Whether the maker is bound in any way. */
  boolean isBound() {
    Grants mine = maker.grants();
    return !mine.scope().isAll()
        || !mine.allowed().equals(AllowLists.NONE)
        || !mine.quota().equals(ResourceQuota.NONE)
        || !mine.networks().isEmpty();
  }

  /** Refuses permissions that the maker has not. */
  void requirePermissions(Set<Permission> asked, String field) {
    for (Permission permission : asked) {
      if (!permissions.contains(permission)) {
        throw denied("This key has not the permission " + permission.word() + " itself", field);
      }
    }
  }

  /** The grants of the new key, or why not. */
  Grants grants(KeyRequest asked) {
    Grants mine = maker.grants();
    if (!mine.quota().equals(ResourceQuota.NONE)) {
      // Each key that it makes would have the quota anew.
      throw denied("A key with a quota of its own makes no keys", "quota");
    }
    if (asked.scope() != null && !mine.scope().contains(asked.scope())) {
      throw denied("The scope reaches further than this key's own", "scope");
    }
    RateLimits rates =
        asked.rates() == null ? RateLimits.DEFAULT.within(mine.rates()) : asked.rates();
    if (!mine.rates().covers(rates)) {
      throw denied("The rate limits are wider than this key's own", "rate_limits");
    }
    return new Grants(
        asked.scope() == null ? mine.scope() : asked.scope(),
        allowed(asked.allowed() == null ? AllowLists.NONE : asked.allowed()),
        asked.quota() == null ? ResourceQuota.NONE : asked.quota(),
        rates,
        networks(asked.networks()));
  }

  /** When the new key expires: as asked, but never after its maker. */
  Instant expiry(@Nullable Instant asked, Instant usual) {
    Instant mine = maker.expiresAt();
    if (mine == null) {
      return asked == null ? usual : asked;
    }
    if (asked != null && asked.isAfter(mine)) {
      throw denied("This key itself expires before", "expires_at");
    }
    Instant wanted = asked == null ? usual : asked;
    return wanted.isAfter(mine) ? mine : wanted;
  }

  /** Refuses to act on a key that may more than the maker: who rotates a key has it. */
  void requireCovers(ApiKey other, Set<Permission> others) {
    requirePermissions(others, "key_id");
    Grants mine = maker.grants();
    Grants theirs = other.grants();
    boolean covered =
        mine.quota().equals(ResourceQuota.NONE)
            && mine.scope().contains(theirs.scope())
            && mine.rates().covers(theirs.rates())
            && covers(mine.allowed(), theirs.allowed())
            && covers(mine.networks(), theirs.networks())
            && lasts(other);
    if (!covered) {
      throw denied("The key may more than this one", "key_id");
    }
  }

  private boolean lasts(ApiKey other) {
    Instant mine = maker.expiresAt();
    Instant theirs = other.expiresAt();
    return mine == null || (theirs != null && !theirs.isAfter(mine));
  }

  private AllowLists allowed(AllowLists asked) {
    AllowLists mine = maker.grants().allowed();
    return new AllowLists(
        part(mine.images(), asked.images(), String::equals, "allow.images"),
        part(mine.bindRoots(), asked.bindRoots(), Delegation::under, "allow.bind_roots"),
        part(mine.networks(), asked.networks(), String::equals, "allow.networks"),
        part(mine.commands(), asked.commands(), String::equals, "allow.commands"));
  }

  private List<Network> networks(@Nullable List<Network> asked) {
    List<Network> mine = maker.grants().networks();
    List<Network> taken = asked == null || asked.isEmpty() ? mine : asked;
    if (!covers(mine, taken)) {
      throw denied("The networks reach further than this key's own", "source_networks");
    }
    return taken;
  }

  private static boolean covers(List<Network> mine, List<Network> theirs) {
    return mine.isEmpty()
        || (!theirs.isEmpty()
            && theirs.stream().allMatch(one -> mine.stream().anyMatch(net -> within(net, one))));
  }

  private static boolean within(Network outer, Network inner) {
    return inner.prefix() >= outer.prefix() && outer.contains(inner.address());
  }

  private static boolean covers(AllowLists mine, AllowLists theirs) {
    return covers(mine.images(), theirs.images(), String::equals)
        && covers(mine.bindRoots(), theirs.bindRoots(), Delegation::under)
        && covers(mine.networks(), theirs.networks(), String::equals)
        && covers(mine.commands(), theirs.commands(), String::equals);
  }

  private static <T> @Nullable List<T> part(
      @Nullable List<T> mine, @Nullable List<T> asked, BiPredicate<T, T> covers, String field) {
    List<T> taken = asked == null ? mine : asked;
    if (!covers(mine, taken, covers)) {
      throw denied("The list allows more than this key's own", field);
    }
    return taken;
  }

  private static <T> boolean covers(
      @Nullable List<T> mine, @Nullable List<T> theirs, BiPredicate<T, T> covers) {
    return mine == null
        || (theirs != null
            && theirs.stream()
                .allMatch(one -> mine.stream().anyMatch(own -> covers.test(own, one))));
  }

  private static boolean under(Path root, Path path) {
    return path.startsWith(root);
  }

  private static FaultException denied(String message, String field) {
    return new Fault.Denied(message, field).asException();
  }
}
