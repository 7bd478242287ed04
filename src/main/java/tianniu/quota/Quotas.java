package tianniu.quota;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import tianniu.caller.Caller;
import tianniu.caller.Scope;
import tianniu.engine.ContainerSpec;
import tianniu.fault.Fault;
import tianniu.fault.Violation;
import tianniu.live.Admission;
import tianniu.live.LiveContainer;
import tianniu.store.Store;

/**
 * The quotas of scopes, and what they and those of keys leave. What is used is counted from the
 * containers that are there, so that nothing has to be given back: what is gone is not counted.
 */
public final class Quotas {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,62}");

  private final Store store;
  private final InstantSource clock;

  /** Held while a change goes to the store and to memory: both have the same last word. */
  private final ReentrantLock writing = new ReentrantLock();

  /** By name; replaced as a whole. */
  private volatile SortedMap<String, Quota> quotas;

  /** Reads the quotas; from then on only this object changes them. */
  public Quotas(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    SortedMap<String, Quota> read = new TreeMap<>();
    store.read(QuotaTable::all).forEach(quota -> read.put(quota.name(), quota));
    this.quotas = read;
  }

  /** What a container that the caller makes must pass: the quota of its key, and every scope's. */
  public Admission admission(Caller caller) {
    return (wanted, present) -> bounds(caller).forEach(bound -> bound.requireRoom(wanted, present));
  }

  /** What would be left of each quota that counts the container, if it were made too. */
  public List<QuotaView> after(
      Caller caller, ContainerSpec wanted, Collection<LiveContainer> present) {
    return bounds(caller).stream()
        .filter(bound -> bound.counts(wanted))
        .map(bound -> QuotaView.of(bound, Used.of(present, bound).plus(wanted)))
        .toList();
  }

  /** The quota of the caller's key, then those that may hold for a container in its scope. */
  List<QuotaView> list(Caller caller, Collection<LiveContainer> present) {
    return bounds(caller).stream()
        .filter(bound -> isVisible(caller.scope(), bound))
        .map(bound -> QuotaView.of(bound, Used.of(present, bound)))
        .toList();
  }

  QuotaView get(Caller caller, String name, Collection<LiveContainer> present) {
    return list(caller, present).stream()
        .filter(quota -> quota.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new Fault.NoSuch(Fault.Kind.QUOTA, name).asException());
  }

  /** Makes a quota or puts another in its place; it may be below what is used. */
  QuotaView put(Caller caller, String name, QuotaBody body, Collection<LiveContainer> present) {
    requireUnscoped(caller);
    if (!NAME.matcher(name).matches() || name.equals(Bound.OF_THE_KEY)) {
      throw Fault.invalid(
              new Violation(
                  Violation.Where.PATH,
                  "name",
                  "must be 1 to 63 of a-z 0-9 _ . - and begin with a letter or a digit, but not "
                      + Bound.OF_THE_KEY))
          .asException();
    }
    writing.lock();
    try {
      Instant now = clock.instant();
      Quota old = quotas.get(name);
      Quota quota =
          new Quota(
              name,
              body.scope(),
              body.limits(),
              old == null ? now : old.createdAt(),
              old == null ? caller.keyId() : old.createdBy(),
              now,
              caller.keyId());
      store.write(handle -> QuotaTable.put(handle, quota));
      SortedMap<String, Quota> next = new TreeMap<>(quotas);
      next.put(name, quota);
      quotas = next;
      Bound bound = Bound.of(quota);
      return QuotaView.of(bound, Used.of(present, bound));
    } finally {
      writing.unlock();
    }
  }

  /** Deletes a quota; returns it as it was. */
  QuotaView delete(Caller caller, String name, Collection<LiveContainer> present) {
    requireUnscoped(caller);
    writing.lock();
    try {
      Quota old = quotas.get(name);
      if (old == null) {
        throw new Fault.NoSuch(Fault.Kind.QUOTA, name).asException();
      }
      store.write(handle -> QuotaTable.delete(handle, name));
      SortedMap<String, Quota> next = new TreeMap<>(quotas);
      next.remove(name);
      quotas = next;
      Bound bound = Bound.of(old);
      return QuotaView.of(bound, Used.of(present, bound));
    } finally {
      writing.unlock();
    }
  }

  private List<Bound> bounds(Caller caller) {
    List<Bound> bounds = new ArrayList<>();
    bounds.add(Bound.of(caller));
    quotas.values().forEach(quota -> bounds.add(Bound.of(quota)));
    return bounds;
  }

  private static boolean isVisible(Scope scope, Bound bound) {
    return bound.scope().contains(scope) || scope.contains(bound.scope());
  }

  private static void requireUnscoped(Caller caller) {
    if (!caller.scope().isAll()) {
      throw new Fault.Denied("A key that is bound to labels may not change quotas", null)
          .asException();
    }
  }
}
