package tianniu.engine.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A machine's {@code /proc} and control groups, in a folder. */
final class FakeProc {
  static final long PID = 4242;

  private final Path root;

  FakeProc(Path root) {
    this.root = root;
    put("proc/stat", "cpu  100 1 50 800 40 5 4 3 7 2\ncpu0 1 2\ncpu1 3 4\nintr 12\n");
    put("proc/meminfo", "MemTotal:        2048 kB\nMemFree:         1024 kB\n");
    put(
        "proc/4242/net/dev",
        """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
            lo:     999      99    0    0    0     0          0         0      999      99    0    0    0     0       0          0
          eth0:    1000      10    1    2    0     0          0         0      500       5    3    4    0     0       0          0
          eth1:1      1    1    1    0     0          0         0      1       1    1    1    0     0       0          0
        """);
  }

  Path proc() {
    return root.resolve("proc");
  }

  Path path(String name) {
    return root.resolve(name);
  }

  FakeProc put(String name, String text) {
    try {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines of mountinfo, in which {@code $} stands for the root of this fake. */
  FakeProc mounts(String lines) {
    return put("proc/self/mountinfo", lines.replace("$", root.toString()));
  }

  /** As Debian 11 and older: each controller in a hierarchy of its own. */
  FakeProc version1() {
    mounts(
        """
        31 23 0:28 / $/cg rw,relatime - tmpfs tmpfs rw,mode=755
        33 31 0:30 / $/cg/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
        35 31 0:32 / $/cg/memory rw,relatime - cgroup cgroup rw,memory
        38 31 0:35 / $/cg/blkio rw,relatime - cgroup cgroup rw,blkio
        41 31 0:38 / $/cg/unified rw,relatime - cgroup2 cgroup2 rw
        """);
    String group = "/docker/" + Containers.ID;
    put(
        "proc/4242/cgroup",
        "9:name=systemd:%1$s\n7:blkio:%1$s\n4:memory:%1$s\n2:cpu,cpuacct:%1$s\n0::/\n"
            .formatted(group));
    put("cg/cpu,cpuacct" + group + "/cpuacct.usage", "123456789\n");
    put("cg/memory" + group + "/memory.usage_in_bytes", "1000000\n");
    put("cg/memory" + group + "/memory.limit_in_bytes", "9223372036854771712\n");
    put(
        "cg/memory" + group + "/memory.stat",
        "inactive_file 7\nhierarchical_memory_limit 1\ntotal_inactive_file 300000\n");
    put(
        "cg/blkio" + group + "/blkio.throttle.io_service_bytes",
        "8:0 Read 4096\n8:0 Write 100\n8:0 Total 4196\n8:16 Read 4\n8:16 Write 1\nTotal 4201\n");
    put(
        "cg/blkio" + group + "/blkio.throttle.io_serviced",
        "8:0 Read 3\n8:0 Write 2\n8:0 Total 5\nTotal 5\n");
    put("cg/unified/cgroup.procs", "");
    return this;
  }

  /** As today's systems: one hierarchy. */
  FakeProc version2() {
    mounts("26 23 0:24 / $/cg rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n");
    String group = "system.slice/docker-" + Containers.ID + ".scope";
    put("proc/4242/cgroup", "0::/" + group + "\n");
    put("cg/" + group + "/cpu.stat", "usage_usec 2500\nuser_usec 2000\nsystem_usec 500\n");
    put("cg/" + group + "/memory.current", "900000\n");
    put("cg/" + group + "/memory.stat", "anon 5\ninactive_file 400000\nactive_file 3\n");
    put("cg/" + group + "/memory.max", "1048576\n");
    put(
        "cg/" + group + "/io.stat",
        "8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n8:16 \n254:0 rbytes=1 wbytes=2"
            + " rios=3 wios=4 dbytes=0 dios=0\n");
    return this;
  }
}
