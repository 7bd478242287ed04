package tianniu.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Cpus;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.live.LiveContainer;
import tianniu.quota.QuotaView.Amounts;

class BoundTest {
  private static final long CORE = 1_000_000_000L;
  private static final long GB = 1L << 30;

  private static Bound scope(ResourceQuota limits) {
    return new Bound("backend", new Scope(Counted.BACKEND), null, limits, null);
  }

  private static ResourceQuota limits(
      @Nullable Integer containers,
      @Nullable Long nanos,
      @Nullable Long bytes,
      @Nullable Integer ports) {
    return new ResourceQuota(
        containers,
        nanos == null ? null : new Cpus(nanos),
        bytes == null ? null : new ByteSize(bytes),
        ports);
  }

  private static Fault.LimitExceeded refusal(
      Bound bound, ContainerSpec wanted, LiveContainer... present) {
    FaultException thrown =
        catchThrowableOfType(
            FaultException.class, () -> bound.requireRoom(wanted, List.of(present)));
    assertThat(thrown).as("a refusal").isNotNull();
    return (Fault.LimitExceeded) thrown.fault();
  }

  private static LiveContainer backend(long nanos, long bytes, int ports) {
    return Counted.live(Counted.spec("k1", Counted.BACKEND, nanos, bytes, ports));
  }

  @Test
  void requireRoom_eachResource_saysWhatIsMissing() {
    LiveContainer there = backend(CORE, GB, 2);
    ContainerSpec wanted = Counted.spec("k1", Counted.BACKEND, 2 * CORE, 2 * GB, 3);

    assertThat(refusal(scope(limits(1, null, null, null)), wanted, there))
        .isEqualTo(new Fault.LimitExceeded("containers", "1", "1", "1", "backend"));
    assertThat(refusal(scope(limits(null, 2 * CORE, null, null)), wanted, there))
        .isEqualTo(new Fault.LimitExceeded("cpu", "2.0", "1.0", "2.0", "backend"));
    assertThat(refusal(scope(limits(null, null, 2 * GB, null)), wanted, there))
        .isEqualTo(new Fault.LimitExceeded("memory", "2GB", "1GB", "2GB", "backend"));
    assertThat(refusal(scope(limits(null, null, null, 4)), wanted, there))
        .isEqualTo(new Fault.LimitExceeded("ports", "4", "2", "3", "backend"));
  }

  @Test
  void requireRoom_exactFit_isAdmitted() {
    assertThatCode(
            () ->
                scope(limits(2, 3 * CORE, 3 * GB, 5))
                    .requireRoom(
                        Counted.spec("k1", Counted.BACKEND, 2 * CORE, 2 * GB, 3),
                        List.of(backend(CORE, GB, 2))))
        .doesNotThrowAnyException();
  }

  @Test
  void requireRoom_withoutLimitUnderOne_isUnlimitedAndRefused() {
    ContainerSpec wanted = Counted.spec("k1", Counted.BACKEND, null, null, 0);

    assertThat(refusal(scope(limits(null, CORE, null, null)), wanted).requested())
        .isEqualTo("unlimited");
    assertThat(refusal(scope(limits(null, null, GB, null)), wanted).requested())
        .isEqualTo("unlimited");
  }

  @Test
  void requireRoom_existingWithoutLimit_countsAsNothing() {
    LiveContainer unlimited = Counted.live(Counted.spec(null, Counted.BACKEND, null, null, 0));

    assertThatCode(
            () ->
                scope(limits(null, CORE, GB, null))
                    .requireRoom(
                        Counted.spec("k1", Counted.BACKEND, CORE, GB, 0), List.of(unlimited)))
        .doesNotThrowAnyException();
  }

  @Test
  void requireRoom_outsideTheScope_isFree() {
    Bound none = scope(limits(0, null, null, null));

    assertThatCode(() -> none.requireRoom(Counted.spec("k1", Map.of(), null, null, 9), List.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void requireRoom_ofAKey_countsWhatThatKeyMade() {
    Bound key = Bound.of(Counted.caller("k1", Scope.ALL, limits(1, null, null, null)));
    LiveContainer own = Counted.live(Counted.spec("k1", Map.of(), null, null, 0));
    LiveContainer others = Counted.live(Counted.spec("k2", Map.of(), null, null, 0));
    LiveContainer foreign = Counted.live(Counted.spec(null, Map.of(), null, null, 0));
    ContainerSpec wanted = Counted.spec("k1", Map.of(), null, null, 0);

    assertThatCode(() -> key.requireRoom(wanted, List.of(others, foreign)))
        .doesNotThrowAnyException();
    assertThat(refusal(key, wanted, own).quota()).isEqualTo("key");
  }

  @Test
  void requireRoom_loweredBelowUse_refusesOnlyWhatAsksForMore() {
    LiveContainer there = backend(CORE, GB, 5);
    Bound ports = scope(limits(null, null, null, 2));

    assertThat(refusal(ports, Counted.spec("k1", Counted.BACKEND, null, null, 1), there))
        .isEqualTo(new Fault.LimitExceeded("ports", "2", "5", "1", "backend"));
    assertThatCode(
            () ->
                ports.requireRoom(
                    Counted.spec("k1", Counted.BACKEND, null, null, 0), List.of(there)))
        .doesNotThrowAnyException();
    assertThat(QuotaView.of(ports, Used.of(List.of(there), ports)).available())
        .isEqualTo(new Amounts(null, null, null, 0));
  }

  @Test
  void used_hugeLimits_neverTurnNegative() {
    List<LiveContainer> present = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      present.add(backend(Long.MAX_VALUE, Long.MAX_VALUE, 1));
    }
    Bound bound = scope(limits(null, Long.MAX_VALUE, Long.MAX_VALUE, null));

    assertThat(Used.of(present, bound)).isEqualTo(new Used(5, Long.MAX_VALUE, Long.MAX_VALUE, 5));
    assertThat(
            refusal(
                    bound,
                    Counted.spec("k1", Counted.BACKEND, CORE, GB, 0),
                    present.toArray(LiveContainer[]::new))
                .resource())
        .isEqualTo("cpu");
  }

  /** Whatever comes and goes in whatever order, what was admitted never exceeds a limit. */
  @Test
  void requireRoom_anyOrderOfComingAndGoing_isNeverExceeded() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      ResourceQuota quota =
          limits(
              random.nextInt(12),
              random.nextLong(1, 40 * CORE),
              random.nextLong(1, 40 * GB),
              random.nextInt(30));
      Bound bound = scope(quota);
      List<LiveContainer> present = new ArrayList<>();
      for (int step = 0; step < 100; step++) {
        if (!present.isEmpty() && random.nextInt(3) == 0) {
          present.remove(random.nextInt(present.size()));
        } else {
          comes(bound, present, random);
        }
        Used used = Used.of(present, bound);
        Amounts left = QuotaView.of(bound, used).available();
        assertThat(used.containers()).isBetween(0, quota.containers());
        assertThat(used.cpuNanos()).isBetween(0L, nanos(quota));
        assertThat(used.memoryBytes()).isBetween(0L, bytes(quota));
        assertThat(used.ports()).isBetween(0, quota.ports());
        assertThat(left.containers()).isEqualTo(intOf(quota.containers()) - used.containers());
        assertThat(left.ports()).isEqualTo(intOf(quota.ports()) - used.ports());
      }
    }
  }

  private static void comes(Bound bound, List<LiveContainer> present, Random random) {
    ContainerSpec wanted =
        Counted.spec(
            "k1",
            Counted.BACKEND,
            random.nextLong(1, 8 * CORE),
            random.nextLong(1, 8 * GB),
            random.nextInt(6));
    Used with = Used.of(present, bound).plus(wanted);
    ResourceQuota quota = bound.limits();
    boolean fits =
        with.containers() <= intOf(quota.containers())
            && with.cpuNanos() <= nanos(quota)
            && with.memoryBytes() <= bytes(quota)
            && with.ports() <= intOf(quota.ports());
    FaultException refused =
        catchThrowableOfType(FaultException.class, () -> bound.requireRoom(wanted, present));
    assertThat(refused == null).isEqualTo(fits);
    if (refused == null) {
      present.add(Counted.live(wanted));
    }
  }

  private static int intOf(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static long nanos(ResourceQuota quota) {
    Cpus cpu = quota.cpu();
    return cpu == null ? 0 : cpu.nanos();
  }

  private static long bytes(ResourceQuota quota) {
    ByteSize memory = quota.memory();
    return memory == null ? 0 : memory.bytes();
  }
}
