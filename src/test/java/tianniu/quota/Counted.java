package tianniu.quota;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
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
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;
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
    int number = ++made;
    return new ContainerSpec(
        new ContainerId("%032x".formatted(number)),
        "c" + number,
        "busybox",
        Instant.EPOCH,
        keyId,
        labels,
        IntStream.range(0, ports)
            .mapToObj(i -> new PortMapping(80 + i, 0, PortMapping.Protocol.TCP))
            .toList(),
        List.of(),
        null,
        new ResourceLimits(
            nanos == null ? null : new Cpus(nanos), bytes == null ? null : new ByteSize(bytes)),
        List.of(),
        RestartPolicy.NO,
        null,
        ProcessSpec.IMAGE_DEFAULTS);
  }

  static LiveContainer live(ContainerSpec spec) {
    return new LiveContainer(spec.id(), null, spec, null, null);
  }

  static Caller caller(String keyId, Scope scope, ResourceQuota quota) {
    return new Caller(keyId, keyId, Set.of(), scope, AllowLists.NONE, quota, new Lease());
  }
}
