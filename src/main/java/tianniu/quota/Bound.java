package tianniu.quota;

import java.util.Collection;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Cpus;
import tianniu.fault.Fault;
import tianniu.live.LiveContainer;

/**
 * A quota as it is counted: that of a scope over the containers in it, that of a key over those
 * that the key has made.
 *
 * @param name of the quota, or {@link #OF_THE_KEY}
 * @param keyId whose containers are counted; null for all that lie in the scope
 * @param quota null when it is that of a key
 */
record Bound(
    String name, Scope scope, @Nullable String keyId, ResourceQuota limits, @Nullable Quota quota) {
  /** The name under which a caller sees the quota of its own key. */
  static final String OF_THE_KEY = "key";

  private static final String UNLIMITED = "unlimited";

  static Bound of(Quota quota) {
    return new Bound(quota.name(), quota.scope(), null, quota.limits(), quota);
  }

  static Bound of(Caller caller) {
    return new Bound(OF_THE_KEY, Scope.ALL, caller.keyId(), caller.quota(), null);
  }

  boolean counts(LiveContainer container) {
    return counts(container.createdBy(), container.labels());
  }

  boolean counts(ContainerSpec spec) {
    return counts(spec.createdBy(), spec.labels());
  }

  private boolean counts(@Nullable String createdBy, Map<String, String> labels) {
    return (keyId == null || keyId.equals(createdBy)) && scope.covers(labels);
  }

  /** Refuses a container that would break it; one that it does not count is free. */
  void requireRoom(ContainerSpec wanted, Collection<LiveContainer> present) {
    if (!counts(wanted) || limits.equals(ResourceQuota.NONE)) {
      return;
    }
    Used used = Used.of(present, this);
    Cpus cpu = wanted.limits().cpu();
    ByteSize memory = wanted.limits().memory();
    require("containers", number(limits.containers()), used.containers(), 1L, Long::toString);
    require(
        "cpu",
        amount(limits.cpu(), Cpus::nanos),
        used.cpuNanos(),
        amount(cpu, Cpus::nanos),
        nanos -> new Cpus(nanos).toString());
    require(
        "memory",
        amount(limits.memory(), ByteSize::bytes),
        used.memoryBytes(),
        amount(memory, ByteSize::bytes),
        bytes -> new ByteSize(bytes).toString());
    require(
        "ports",
        number(limits.ports()),
        used.ports(),
        (long) wanted.ports().size(),
        Long::toString);
  }

  private void require(
      String resource,
      @Nullable Long limit,
      long used,
      @Nullable Long requested,
      LongFunction<String> text) {
    if (limit == null) {
      return;
    }
    // As a difference, since the sum may be more than a long holds. What asks for none of a
    // resource does not break its limit, even when that was lowered below what is there.
    boolean fits =
        requested != null && (requested == 0 || requested <= limit - Math.min(used, limit));
    if (!fits) {
      throw new Fault.LimitExceeded(
              resource,
              text.apply(limit),
              text.apply(used),
              requested == null ? UNLIMITED : text.apply(requested),
              name)
          .asException();
    }
  }

  private static @Nullable Long number(@Nullable Integer limit) {
    return limit == null ? null : Long.valueOf(limit);
  }

  private static <T> @Nullable Long amount(@Nullable T value, ToLongFunction<T> inUnits) {
    return value == null ? null : inUnits.applyAsLong(value);
  }
}
