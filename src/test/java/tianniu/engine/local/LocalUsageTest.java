package tianniu.engine.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.engine.Demand;
import tianniu.engine.NetworkPoint;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

class LocalUsageTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final NetworkPoint BRIDGE = new NetworkPoint("bridge", "172.17.0.2");

  /** Processor time, memory's two, block devices' two, and the network's. */
  private static final int VERSION_1_FILES = 6;

  /** As of version 1, but for block devices, which have one. */
  private static final int VERSION_2_FILES = 5;

  @TempDir Path dir;
  private long nanos = 77;

  private LocalUsage usage(FakeProc fake, HeldFiles budget) {
    return new LocalUsage(new ProcFiles(fake.proc()), () -> NOW, () -> nanos, budget);
  }

  private LocalUsage usage(FakeProc fake, int budget) {
    return usage(fake, new HeldFiles(budget, budget));
  }

  private Optional<UsageSample> sample(FakeProc fake) {
    return sample(fake, BRIDGE);
  }

  private Optional<UsageSample> sample(FakeProc fake, NetworkPoint network) {
    LocalUsage usage = new LocalUsage(fake.proc(), () -> NOW, () -> 77);
    try (UsageFeed feed = usage.open(Containers.running(FakeProc.PID, network))) {
      return feed.sample();
    }
  }

  @Test
  void sample_version1_readsEveryCounter() {
    assertThat(sample(new FakeProc(dir).version1()))
        .contains(
            new UsageSample(
                NOW,
                77,
                123456789,
                new UsageSample.HostCpu(163, 1003),
                2,
                700000,
                2048 * 1024,
                new UsageSample.Network(1001, 11, 2, 3, 501, 6, 4, 5),
                new UsageSample.Io(3L, 2L, 4100, 101)));
  }

  @Test
  void sample_version2_readsEveryCounter() {
    assertThat(sample(new FakeProc(dir).version2()))
        .contains(
            new UsageSample(
                NOW,
                77,
                2500000,
                new UsageSample.HostCpu(163, 1003),
                2,
                500000,
                1048576,
                new UsageSample.Network(1001, 11, 2, 3, 501, 6, 4, 5),
                new UsageSample.Io(4L, 6L, 11, 22)));
  }

  @Test
  void sample_version2WithoutLimit_givesTheHostsMemory() {
    FakeProc fake = new FakeProc(dir).version2();
    fake.put("cg/system.slice/docker-" + Containers.ID + ".scope/memory.max", "max\n");
    assertThat(sample(fake)).map(UsageSample::memoryLimitBytes).contains(2048L * 1024);
  }

  @Test
  void sample_cacheLargerThanUsage_isZeroNotNegative() {
    FakeProc fake = new FakeProc(dir).version2();
    fake.put("cg/system.slice/docker-" + Containers.ID + ".scope/memory.current", "5\n");
    assertThat(sample(fake)).map(UsageSample::memoryBytes).contains(0L);
  }

  @Test
  void sample_throttleCountsNothing_takesTheSchedulersCounters() throws IOException {
    FakeProc fake = new FakeProc(dir).version1();
    String group = "cg/blkio/docker/" + Containers.ID;
    fake.put(group + "/blkio.throttle.io_service_bytes", "Total 0\n");
    Files.delete(fake.path(group + "/blkio.throttle.io_serviced"));
    fake.put(group + "/blkio.io_service_bytes_recursive", "8:0 Read 9\n8:0 Write 8\nTotal 17\n");
    assertThat(sample(fake)).map(UsageSample::io).contains(new UsageSample.Io(null, null, 9, 8));
  }

  @Test
  void sample_noIoController_isUnknownNotZero() throws IOException {
    FakeProc fake = new FakeProc(dir).version2();
    Files.delete(fake.path("cg/system.slice/docker-" + Containers.ID + ".scope/io.stat"));
    assertThat(sample(fake).orElseThrow().io()).isNull();
  }

  @Test
  void sample_hostNetworkByName_hasNoNetwork() {
    assertThat(
            sample(new FakeProc(dir).version1(), new NetworkPoint("host", null))
                .orElseThrow()
                .network())
        .isNull();
  }

  @Test
  void sample_sameNamespaceAsOurs_hasNoNetwork() throws IOException {
    FakeProc fake = new FakeProc(dir).version1();
    for (String process : new String[] {"self", "4242"}) {
      Path link = fake.path("proc/" + process + "/ns/net");
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, Path.of("net:[4026531833]"));
    }
    assertThat(sample(fake).orElseThrow().network()).isNull();
  }

  @Test
  void sample_processOfAnotherContainer_isEmpty() {
    FakeProc fake = new FakeProc(dir).version2();
    fake.put("proc/4242/cgroup", "0::/system.slice\n").put("cg/system.slice/cpu.stat", "");
    assertThat(sample(fake)).isEmpty();
  }

  @Test
  void sample_containerGone_isEmpty() throws IOException {
    FakeProc fake = new FakeProc(dir).version1();
    LocalUsage usage = usage(fake, 100);
    try (UsageFeed feed = usage.open(Containers.running(FakeProc.PID, BRIDGE))) {
      assertThat(feed.sample()).isPresent();
      Files.delete(fake.path("cg/cpu,cpuacct/docker/" + Containers.ID + "/cpuacct.usage"));
      assertThat(feed.sample()).isEmpty();
    }
  }

  @Test
  void sample_neverThere_isEmpty() {
    LocalUsage usage = new LocalUsage(new FakeProc(dir).proc(), () -> NOW, () -> 77);
    assertThat(usage.open(Containers.running(1111, BRIDGE)).sample()).isEmpty();
    assertThat(usage.open(Containers.running(0, BRIDGE)).sample()).isEmpty();
  }

  @Test
  void sample_garbage_isEmpty() {
    FakeProc fake = new FakeProc(dir).version1();
    fake.put("cg/cpu,cpuacct/docker/" + Containers.ID + "/cpuacct.usage", "many\n");
    assertThat(sample(fake)).isEmpty();
  }

  @Test
  void sample_ended_isEmptyAndHoldsNothing() {
    FakeProc fake = new FakeProc(dir).version1();
    HeldFiles budget = new HeldFiles(100, 100);
    LocalUsage usage = usage(fake, budget);
    try (UsageFeed feed = usage.open(Containers.running(FakeProc.PID, BRIDGE))) {
      feed.demand(Demand.SOME);
      assertThat(feed.sample()).isPresent();
      assertThat(budget.left()).isEqualTo(99 - VERSION_1_FILES);
      // What the kernel answers to a descriptor of a group that is gone is an error, or nothing.
      fake.put("cg/cpu,cpuacct/docker/" + Containers.ID + "/cpuacct.usage", "");
      assertThat(feed.sample()).isEmpty();
      assertThat(budget.left()).isEqualTo(99);
    }
  }

  @Test
  void demand_comesAndGoes_filesAreHeldInBetween() {
    FakeProc fake = new FakeProc(dir).version2();
    HeldFiles budget = new HeldFiles(100, 100);
    UsageFeed feed = usage(fake, budget).open(Containers.running(FakeProc.PID, BRIDGE));
    assertThat(feed.sample()).isPresent();
    assertThat(budget.left()).isEqualTo(99);
    feed.demand(Demand.STEADY);
    nanos += Duration.ofSeconds(5).toNanos();
    UsageSample held = feed.sample().orElseThrow();
    assertThat(feed.sample()).contains(held);
    assertThat(budget.left()).isEqualTo(99 - VERSION_2_FILES);
    feed.demand(Demand.NONE);
    assertThat(budget.left()).isEqualTo(99);
    assertThat(feed.sample()).contains(held);
    feed.demand(Demand.STEADY);
    assertThat(feed.sample()).contains(held);
    feed.close();
    assertThat(budget.left()).isEqualTo(99);
    feed.demand(Demand.STEADY);
    assertThat(feed.sample()).isEmpty();
    assertThat(budget.left()).isEqualTo(99);
  }

  @Test
  void sample_noDemandAndFilesToSpare_areHeldUpToWhatIsKept() {
    FakeProc fake = new FakeProc(dir).version2();
    HeldFiles budget = new HeldFiles(20, 10);
    LocalUsage usage = usage(fake, budget);
    UsageFeed first = usage.open(Containers.running(FakeProc.PID, BRIDGE));
    UsageFeed second = usage.open(Containers.running(FakeProc.PID, BRIDGE));
    UsageFeed third = usage.open(Containers.running(FakeProc.PID, BRIDGE));
    assertThat(first.sample()).isPresent();
    assertThat(second.sample()).isPresent();
    assertThat(budget.left()).isEqualTo(19 - 2 * VERSION_2_FILES);
    assertThat(third.sample()).isPresent();
    assertThat(budget.left()).isEqualTo(19 - 2 * VERSION_2_FILES);
    third.demand(Demand.SOME);
    nanos += Duration.ofSeconds(5).toNanos();
    assertThat(third.sample()).isPresent();
    assertThat(budget.left()).isEqualTo(19 - 3 * VERSION_2_FILES);
    first.close();
    second.close();
    third.close();
    assertThat(budget.left()).isEqualTo(19);
  }

  @Test
  void sample_budgetSpent_opensEachTime() {
    FakeProc fake = new FakeProc(dir).version1();
    HeldFiles budget = new HeldFiles(3, 3);
    try (UsageFeed feed = usage(fake, budget).open(Containers.running(FakeProc.PID, BRIDGE))) {
      feed.demand(Demand.STEADY);
      UsageSample first = feed.sample().orElseThrow();
      assertThat(budget.left()).isZero();
      assertThat(feed.sample()).contains(first);
    }
    assertThat(budget.left()).isEqualTo(2);
  }

  @Test
  void sample_heldFilesChange_givesWhatTheySay() {
    FakeProc fake = new FakeProc(dir).version2();
    String group = "cg/system.slice/docker-" + Containers.ID + ".scope";
    try (UsageFeed feed = usage(fake, 100).open(Containers.running(FakeProc.PID, BRIDGE))) {
      feed.demand(Demand.STEADY);
      feed.sample();
      fake.put(group + "/cpu.stat", "usage_usec 3000\n");
      fake.put(group + "/memory.current", "400000\n");
      fake.put(group + "/io.stat", "8:0 rbytes=11 wbytes=21 rios=5 wios=6\n");
      fake.put("proc/4242/net/dev", "  eth0: 7 1 0 0 0 0 0 0 8 1 0 0 0 0 0 0\n");
      UsageSample sample = feed.sample().orElseThrow();
      assertThat(sample.cpuNanos()).isEqualTo(3_000_000);
      assertThat(sample.memoryBytes()).isZero();
      assertThat(sample.io()).isEqualTo(new UsageSample.Io(5L, 6L, 11, 21));
      assertThat(sample.network()).isEqualTo(new UsageSample.Network(7, 1, 0, 0, 8, 1, 0, 0));
    }
  }

  @Test
  void sample_noProcessorTimeUsed_looksAtTheRestLater() {
    FakeProc fake = new FakeProc(dir).version2();
    String group = "cg/system.slice/docker-" + Containers.ID + ".scope";
    try (UsageFeed feed = usage(fake, 100).open(Containers.running(FakeProc.PID, BRIDGE))) {
      feed.sample();
      fake.put(group + "/memory.current", "400001\n");
      fake.put(group + "/memory.max", "500000\n");
      fake.put("proc/4242/net/dev", "  eth0: 7 1 0 0 0 0 0 0 8 1 0 0 0 0 0 0\n");
      nanos += Duration.ofMillis(4_999).toNanos();
      UsageSample soon = feed.sample().orElseThrow();
      assertThat(soon.memoryBytes()).isEqualTo(500_000);
      assertThat(soon.network()).isEqualTo(new UsageSample.Network(7, 1, 0, 0, 8, 1, 0, 0));
      nanos += Duration.ofMillis(1).toNanos();
      UsageSample later = feed.sample().orElseThrow();
      assertThat(later.memoryBytes()).isEqualTo(1);
      assertThat(later.memoryLimitBytes()).isEqualTo(500_000);
    }
  }

  @Test
  void sample_anotherCounterBeginsToCount_isFoundLater() {
    FakeProc fake = new FakeProc(dir).version1();
    String group = "cg/blkio/docker/" + Containers.ID;
    fake.put(group + "/blkio.throttle.io_service_bytes", "Total 0\n");
    fake.put(group + "/blkio.throttle.io_serviced", "Total 0\n");
    fake.put(group + "/blkio.bfq.io_service_bytes_recursive", "Total 0\n");
    try (UsageFeed feed = usage(fake, 100).open(Containers.running(FakeProc.PID, BRIDGE))) {
      feed.demand(Demand.STEADY);
      assertThat(feed.sample()).map(UsageSample::io).contains(new UsageSample.Io(0L, 0L, 0, 0));
      fake.put(group + "/blkio.bfq.io_service_bytes_recursive", "8:0 Read 9\nTotal 9\n");
      nanos += Duration.ofSeconds(5).toNanos();
      assertThat(feed.sample()).map(UsageSample::io).contains(new UsageSample.Io(0L, 0L, 9, 0));
    }
  }

  @Test
  void sample_pidGoesToAnother_whileNothingIsHeld_isEmpty() {
    FakeProc fake = new FakeProc(dir).version1();
    try (UsageFeed feed = usage(fake, 100).open(Containers.running(FakeProc.PID, BRIDGE))) {
      assertThat(feed.sample()).isPresent();
      fake.put("proc/4242/cgroup", "4:memory:/docker/" + "9".repeat(64) + "\n");
      assertThat(feed.sample()).isEmpty();
      assertThat(feed.sample()).isEmpty();
    }
  }

  @Test
  void sample_noUsageInCpuStat_isEmptyNotZero() {
    FakeProc fake = new FakeProc(dir).version2();
    fake.put("cg/system.slice/docker-" + Containers.ID + ".scope/cpu.stat", "user_usec 1\n");
    assertThat(sample(fake)).isEmpty();
  }

  @Test
  void sample_groupsMountedLater_areFound() {
    FakeProc fake = new FakeProc(dir).version2();
    fake.mounts("26 23 0:24 / $/elsewhere rw - cgroup2 cgroup2 rw\n");
    try (UsageFeed feed = usage(fake, 100).open(Containers.running(FakeProc.PID, BRIDGE))) {
      assertThat(feed.sample()).isEmpty();
      fake.version2();
      nanos += Duration.ofSeconds(10).toNanos();
      assertThat(feed.sample()).isPresent();
    }
  }

  @Test
  void budget_ofALimit_isAThirdOfIt() {
    FakeProc fake = new FakeProc(dir);
    ProcFiles proc = new ProcFiles(fake.proc());
    assertThat(HeldFiles.of(proc).left()).isEqualTo(256 / 3);
    fake.put("proc/self/limits", "Limit  Soft\nMax open files   1024    4096   files\n");
    assertThat(HeldFiles.of(proc).left()).isEqualTo(341);
    fake.put("proc/self/limits", "Max open files   unlimited    unlimited   files\n");
    assertThat(HeldFiles.of(proc).left()).isEqualTo(8192);
  }

  @Test
  void locate_weAreInAContainerThatSeesTheHostsGroupsBelowItsOwn_findsTheFolder() throws Exception {
    FakeProc fake = new FakeProc(dir);
    fake.mounts("26 23 0:24 /../.. $/my\\040cg rw - cgroup2 cgroup2 rw\n");
    fake.put("proc/4242/cgroup", "0::/../../docker/" + Containers.ID + "\n");
    fake.put("my cg/docker/" + Containers.ID + "/cpu.stat", "usage_usec 1\n");
    assertThat(CgroupDirs.locate(new ProcFiles(fake.proc()), FakeProc.PID))
        .contains(new CgroupDirs(null, null, null, fake.path("my cg/docker/" + Containers.ID)));
  }

  @Test
  void locate_mountShowsOnlyAnotherPart_isEmpty() throws Exception {
    FakeProc fake = new FakeProc(dir).version2();
    fake.mounts("26 23 0:24 /docker/ours $/cg rw - cgroup2 cgroup2 rw\n");
    assertThat(CgroupDirs.locate(new ProcFiles(fake.proc()), FakeProc.PID)).isEmpty();
  }
}
