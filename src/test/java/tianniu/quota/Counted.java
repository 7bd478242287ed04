package tianniu.quota;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.caller.AllowLists;
import tianniu.caller.Caller;
import tianniu.caller.Lease;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Cpus;
import tianniu.engine.PortMapping;
import tianniu.engine.ResourceLimits;
import tianniu.engine.SpecDraft;
import tianniu.live.LiveContainer;

/** Containers and callers, of which only what a quota counts is told. */
final class Counted {
  static final Map<String, String> BACKEND = Map.of("team", "backend");

  private static int made;

  private Counted() {}

  static ContainerSpec spec(
      @Nullable String keyId,
      Map<String, String> labels,
      @Nullable Long nanos,
      @Nullable Long bytes,
      int ports) {
    return spec(++made, keyId, labels, nanos, bytes, ports);
  }

  static ContainerSpec spec(
      int number,
      @Nullable String keyId,
      Map<String, String> labels,
      @Nullable Long nanos,
      @Nullable Long bytes,
      int ports) {
    ContainerId id = new ContainerId("%032x".formatted(number));
    SpecDraft draft =
        new SpecDraft(id, "c" + number, "busybox", Instant.EPOCH)
            .createdBy(keyId)
            .labels(labels)
            .limits(
                new ResourceLimits(
                    nanos == null ? null : new Cpus(nanos),
                    bytes == null ? null : new ByteSize(bytes)));
    for (int i = 0; i < ports; i++) {
      draft.port(80 + i, 0, PortMapping.Protocol.TCP);
    }
    return draft.spec();
  }

  static LiveContainer live(ContainerSpec spec) {
    return new LiveContainer(spec.id(), null, spec, null, null);
  }

  static Caller caller(String keyId, Scope scope, ResourceQuota quota) {
    return new Caller(keyId, keyId, Set.of(), scope, AllowLists.NONE, quota, new Lease());
  }
}
