package tianniu.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Cpus;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.live.Admission;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.Task;

/** Whatever is made and deleted, and by however many at once: a quota holds, and counts right. */
class QuotaPropertyTest {
  private static Bound bound(int containers, int cores, int mebibytes, int ports) {
    return new Bound(
        "team",
        new Scope(Counted.BACKEND),
        null,
        new ResourceQuota(
            containers,
            new Cpus(cores * 1_000_000_000L),
            new ByteSize((long) mebibytes << 20),
            ports),
        null);
  }

  /** Numbers of their own for each thread. */
  private static ContainerSpec spec(int number, Random random) {
    Map<String, String> labels = random.nextInt(4) == 0 ? Map.of() : Counted.BACKEND;
    return Counted.spec(
        number,
        "k" + random.nextInt(3),
        labels,
        random.nextInt(5) == 0 ? null : Long.valueOf(random.nextInt(4) * 500_000_000L),
        random.nextInt(5) == 0 ? null : Long.valueOf((long) random.nextInt(64) << 20),
        random.nextInt(3));
  }

  private static boolean holds(Used used, Bound bound) {
    ResourceQuota limits = bound.limits();
    Cpus cpu = limits.cpu();
    ByteSize memory = limits.memory();
    Integer containers = limits.containers();
    Integer ports = limits.ports();
    return isWithin(used.containers(), containers == null ? Long.MAX_VALUE : containers)
        && isWithin(used.cpuNanos(), cpu == null ? Long.MAX_VALUE : cpu.nanos())
        && isWithin(used.memoryBytes(), memory == null ? Long.MAX_VALUE : memory.bytes())
        && isWithin(used.ports(), ports == null ? Long.MAX_VALUE : ports);
  }

  private static boolean isWithin(long used, long limit) {
    return used >= 0 && used <= limit;
  }

  private static Used sum(Iterable<ContainerSpec> specs, Bound bound) {
    Used sum = Used.NOTHING;
    for (ContainerSpec spec : specs) {
      sum = bound.counts(spec) ? sum.plus(spec) : sum;
    }
    return sum;
  }

  private static boolean reserved(LiveView view, ContainerSpec spec, Admission admission) {
    try {
      view.reserve(spec, admission, Task.of(Status.CREATING));
      return true;
    } catch (FaultException e) {
      assertThat(e.fault()).isInstanceOf(Fault.LimitExceeded.class);
      return false;
    }
  }

  @Property(tries = 60)
  void parallel_createsAndDeletes_neverExceedAndCountRight(
      @ForAll @IntRange(min = 1, max = 20) int containers,
      @ForAll @IntRange(min = 1, max = 8) int cores,
      @ForAll @IntRange(min = 1, max = 512) int mebibytes,
      @ForAll @IntRange(max = 20) int ports,
      @ForAll long seed)
      throws InterruptedException {
    Bound bound = bound(containers, cores, mebibytes, ports);
    LiveView view = new LiveView(List.of());
    Map<ContainerId, ContainerSpec> there = new ConcurrentHashMap<>();
    AtomicReference<Throwable> broken = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int first = (t + 1) * 1000;
      Random random = new Random(seed + t);
      threads.add(
          Thread.ofVirtual()
              .uncaughtExceptionHandler((_, e) -> broken.set(e))
              .start(() -> createAndDelete(view, bound, there, first, random)));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(broken.get()).isNull();
    assertThat(Used.of(view.snapshot().newestFirst(), bound)).isEqualTo(sum(there.values(), bound));
  }

  private static void createAndDelete(
      LiveView view, Bound bound, Map<ContainerId, ContainerSpec> there, int first, Random random) {
    List<ContainerSpec> mine = new ArrayList<>();
    for (int step = 0; step < 40; step++) {
      if (mine.isEmpty() || random.nextInt(3) > 0) {
        ContainerSpec wanted = specSafely(first + step, random);
        if (reserved(view, wanted, bound::requireRoom)) {
          mine.add(wanted);
          there.put(wanted.id(), wanted);
        }
      } else {
        ContainerSpec gone = mine.remove(random.nextInt(mine.size()));
        view.drop(gone.id());
        there.remove(gone.id());
      }
      Used used = Used.of(view.snapshot().newestFirst(), bound);
      assertThat(holds(used, bound)).as("%s of %s", used, bound.limits()).isTrue();
    }
  }

  /** The numbers that the fixture counts up are not for several threads. */
  private static ContainerSpec specSafely(int number, Random random) {
    synchronized (QuotaPropertyTest.class) {
      return spec(number, random);
    }
  }

  @Property(tries = 200)
  void inTurn_createsDeletesAndOtherLimits_admitExactlyWhatFits(@ForAll long seed) {
    Random random = new Random(seed);
    LiveView view = new LiveView(List.of());
    Map<ContainerId, ContainerSpec> there = new HashMap<>();
    Bound bound = bound(5, 4, 256, 5);
    for (int step = 0; step < 60; step++) {
      int what = random.nextInt(10);
      if (what == 0) {
        bound = bound(random.nextInt(8), random.nextInt(6), random.nextInt(400), random.nextInt(8));
      } else if (what < 3 && !there.isEmpty()) {
        ContainerId gone = there.keySet().iterator().next();
        view.drop(gone);
        there.remove(gone);
      } else {
        ContainerSpec wanted = spec(step + 1, random);
        Used before = sum(there.values(), bound);
        boolean expected = fits(wanted, before, bound);
        assertThat(reserved(view, wanted, bound::requireRoom)).isEqualTo(expected);
        if (expected) {
          there.put(wanted.id(), wanted);
        }
      }
      assertThat(Used.of(view.snapshot().newestFirst(), bound))
          .isEqualTo(sum(there.values(), bound));
    }
  }

  /** Each resource by itself: what asks for none of it, or leaves the sum within the limit. */
  private static boolean fits(ContainerSpec wanted, Used before, Bound bound) {
    if (!bound.counts(wanted)) {
      return true;
    }
    Cpus cpu = wanted.limits().cpu();
    ByteSize memory = wanted.limits().memory();
    if (cpu == null || memory == null) {
      return false;
    }
    ResourceQuota limits = bound.limits();
    Used after = before.plus(wanted);
    return fits(1, after.containers(), limits.containers())
        && fits(cpu.nanos(), after.cpuNanos(), limits.cpu() == null ? null : limits.cpu().nanos())
        && fits(
            memory.bytes(),
            after.memoryBytes(),
            limits.memory() == null ? null : limits.memory().bytes())
        && fits(wanted.ports().size(), after.ports(), limits.ports());
  }

  private static boolean fits(
      long asked, long after, @org.jspecify.annotations.Nullable Number limit) {
    return asked == 0 || limit == null || after <= limit.longValue();
  }
}
