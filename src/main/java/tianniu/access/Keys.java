package tianniu.access;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.fault.Fault;
import tianniu.fault.Violation;
import tianniu.store.Store;

/**
 * Every key, in memory as in the database. A call looks one up without a lock; changes come one
 * after the other, and each is in the database before it holds.
 */
public final class Keys implements AutoCloseable {
  /** Of a key for which nothing else was said, in years. */
  private static final int USUAL_YEARS = 1;

  private static final int MAX_YEARS = 5;
  private static final int MAX_KEYS = 100_000;

  private final KeyTable table;
  private final AdminKey adminKey;
  private final Roles roles;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, HeldKey> held = new ConcurrentHashMap<>();
  private final KeyUpkeep upkeep;
  private volatile HeldKey admin;

  private Keys(KeyTable table, AdminKey adminKey, InstantSource clock) {
    this.table = table;
    this.adminKey = adminKey;
    this.clock = clock;
    roles = new Roles(table, lock, this::follow);
    Map<String, HeldKey.LastUse> uses = table.uses();
    admin = hold(adminKey.record(), uses.get(ApiKey.ADMIN));
    for (ApiKey key : table.keys()) {
      held.put(key.id(), hold(key, uses.get(key.id())));
    }
    upkeep = new KeyUpkeep(table, this::all, clock, uses);
  }

  /** Reads the keys that there are. */
  public static Keys open(Store store, AdminKey adminKey, InstantSource clock) {
    Keys keys = new Keys(new KeyTable(store), adminKey, clock);
    keys.upkeep.start();
    return keys;
  }

  /** A new key, with its text: the only time that it is told. */
  record Issued(HeldKey key, String text) {}

  Roles roles() {
    return roles;
  }

  /** The key with this text; null when there is none, or none any more. */
  @Nullable HeldKey find(String text) {
    KeyHash hash = KeyHash.of(text);
    String id = KeyText.id(text);
    HeldKey known = id == null ? null : held.get(id);
    HeldKey candidate = known == null ? admin : known;
    return candidate.key().matches(hash, clock.instant()) ? candidate : null;
  }

  /** The keys that the caller may see: those of its scope, oldest first. */
  List<HeldKey> visibleTo(Caller caller) {
    List<HeldKey> visible = new ArrayList<>(all());
    visible.removeIf(key -> !isVisible(key, caller));
    visible.sort(
        Comparator.comparing((HeldKey key) -> !key.key().isAdmin())
            .thenComparing(key -> key.key().createdAt())
            .thenComparing(key -> key.key().name())
            .thenComparing(key -> key.key().id()));
    return visible;
  }

  HeldKey get(Caller caller, String id) {
    HeldKey key = id.equals(ApiKey.ADMIN) ? admin : held.get(id);
    if (key == null || !isVisible(key, caller)) {
      throw noSuchKey(id);
    }
    return key;
  }

  private static boolean isVisible(HeldKey key, Caller caller) {
    return caller.scope().contains(key.key().grants().scope());
  }

  /** Makes a key that may no more than the caller. */
  Issued create(Caller caller, KeyRequest asked) {
    Instant now = clock.instant();
    Role role = roles.require(asked.role());
    Instant expiry = asked.expiresAt();
    if (expiry != null && (!expiry.isAfter(now) || expiry.isAfter(years(now, MAX_YEARS)))) {
      throw Fault.invalid(
              Violation.field(
                  "expires_at", "must lie in the future, by " + MAX_YEARS + " years at most"))
          .asException();
    }
    lock.lock();
    try {
      Delegation delegation = delegation(caller);
      delegation.requirePermissions(role.permissions(), "role");
      Grants grants = delegation.grants(asked);
      if (held.size() >= MAX_KEYS) {
        throw new Fault.LimitExceeded(
                "keys", Integer.toString(MAX_KEYS), Integer.toString(held.size()), "1", null)
            .asException();
      }
      String id = KeyText.newId(random);
      String text = KeyText.generate(id, random);
      ApiKey key =
          new ApiKey(
              id,
              asked.name(),
              role.name(),
              grants,
              now,
              caller.keyId(),
              delegation.expiry(expiry, years(now, USUAL_YEARS)),
              KeyHash.of(text),
              null);
      table.add(key);
      HeldKey made = hold(key, null);
      held.put(id, made);
      return new Issued(made, text);
    } finally {
      lock.unlock();
    }
  }

  /** Revokes a key: the next call with it fails, and what it has open is cut off. */
  HeldKey revoke(Caller caller, String id) {
    lock.lock();
    try {
      HeldKey key = get(caller, id);
      if (key.key().isAdmin()) {
        throw new Fault.Denied("The installation's own key can be rotated, but not deleted", null)
            .asException();
      }
      table.remove(id);
      held.remove(id);
      key.caller().lease().end();
      return key;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives a key a new text.
   *
   * @param grace how long the old one may still be used
   */
  Issued rotate(Caller caller, String id, Duration grace) {
    lock.lock();
    try {
      HeldKey key = get(caller, id);
      if (!caller.keyId().equals(id)) {
        delegation(caller).requireCovers(key.key(), key.caller().permissions());
      }
      String text = KeyText.generate(KeyText.isId(id) ? id : KeyText.newId(random), random);
      ApiKey.Former former =
          grace.isZero() ? null : new ApiKey.Former(key.key().hash(), clock.instant().plus(grace));
      HeldKey next = key.rotated(key.key().rotated(KeyHash.of(text), former));
      if (key.key().isAdmin()) {
        adminKey.replace(text);
        admin = next;
      } else {
        table.rotate(next.key());
        held.put(id, next);
      }
      return new Issued(next, text);
    } finally {
      lock.unlock();
    }
  }

  /** A role has changed: its keys get what it gives now, and what they have open is cut off. */
  private void follow(Role role) {
    for (HeldKey key : all()) {
      if (key.key().role().equals(role.name())) {
        held.put(key.key().id(), new HeldKey(key.key(), role, key.lastUse(), System.nanoTime()));
        key.caller().lease().end();
      }
    }
  }

  /** The ids of the keys that have a role. */
  List<String> withRole(String role) {
    return held.values().stream()
        .map(HeldKey::key)
        .filter(key -> key.role().equals(role))
        .map(ApiKey::id)
        .sorted()
        .toList();
  }

  /** What the caller may hand on. */
  Delegation delegation(Caller caller) {
    HeldKey maker = caller.keyId().equals(ApiKey.ADMIN) ? admin : held.get(caller.keyId());
    if (maker == null) {
      throw new Fault.Unauthenticated("The API key is not valid").asException();
    }
    return new Delegation(maker.key(), maker.caller().permissions());
  }

  @Override
  public void close() {
    upkeep.close();
  }

  private List<HeldKey> all() {
    List<HeldKey> all = new ArrayList<>(held.values());
    all.add(admin);
    return all;
  }

  private HeldKey hold(ApiKey key, HeldKey.@Nullable LastUse lastUse) {
    return new HeldKey(key, roles.of(key), lastUse, System.nanoTime());
  }

  private static Instant years(Instant from, int years) {
    return from.atOffset(ZoneOffset.UTC).plusYears(years).toInstant();
  }

  private static tianniu.fault.FaultException noSuchKey(String id) {
    return new Fault.NoSuch(Fault.Kind.KEY, id).asException();
  }
}
