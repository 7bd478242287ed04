package tianniu.engine.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.engine.NetworkPoint;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;

class LocalUsageTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final NetworkPoint BRIDGE = new NetworkPoint("bridge", "172.17.0.2");

  @TempDir Path dir;

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
    LocalUsage usage = new LocalUsage(fake.proc(), () -> NOW, () -> 77);
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
