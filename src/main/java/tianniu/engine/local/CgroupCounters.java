package tianniu.engine.local;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;

/** Reads a container's counters out of its control groups. One thread at a time. */
final class CgroupCounters {
  private static final byte[] USAGE_USEC = KernelText.word("usage_usec");
  private static final byte[] MAX = KernelText.word("max");

  private final KernelText text;
  private final HeldFiles budget;
  private final List<KernelFile> files = new ArrayList<>();
  private final boolean version1Cpu;
  private final KernelFile cpu;
  private final KernelFile memory;
  private final KernelFile memoryStat;
  private final KernelFile memoryLimit;
  private final byte[] inactiveFile;
  private final @Nullable BlockIo blockIo;
  private boolean hold;

  CgroupCounters(CgroupDirs dirs, KernelText text, HeldFiles budget) throws IOException {
    this.text = text;
    this.budget = budget;
    version1Cpu = dirs.cpuacct() != null;
    cpu =
        dirs.cpuacct() != null
            ? file(dirs.cpuacct(), "cpuacct.usage")
            : file(unified(dirs), "cpu.stat");
    boolean version1Memory = dirs.memory() != null;
    Path group = dirs.memory() != null ? dirs.memory() : unified(dirs);
    memory = file(group, version1Memory ? "memory.usage_in_bytes" : "memory.current");
    memoryStat = file(group, "memory.stat");
    memoryLimit = file(group, version1Memory ? "memory.limit_in_bytes" : "memory.max");
    inactiveFile = KernelText.word(version1Memory ? "total_inactive_file" : "inactive_file");
    blockIo = BlockIo.of(dirs, this::file, text);
  }

  private KernelFile file(Path folder, String name) {
    KernelFile file = new KernelFile(folder, name, budget);
    files.add(file);
    return file;
  }

  /** Whether files stay open between two readings. */
  void hold(boolean wanted) {
    hold = wanted;
    if (!wanted) {
      files.forEach(KernelFile::release);
    }
  }

  /** Processor time used since the group was made. */
  long cpuNanos() throws IOException {
    cpu.read(text, hold);
    if (version1Cpu) {
      return text.onlyNumber();
    }
    long micros = text.field(USAGE_USEC);
    if (micros < 0) {
      throw new IOException("no usage_usec in cpu.stat");
    }
    return micros * 1000;
  }

  /** Without the file pages that were not used lately, as Docker's own client counts. */
  long memoryBytes() throws IOException {
    memory.read(text, hold);
    long used = text.onlyNumber();
    memoryStat.read(text, hold);
    return Math.max(0, used - Math.max(0, text.field(inactiveFile)));
  }

  /** The container's limit; the host's memory when there is none, or a larger one. */
  long memoryLimitBytes(long hostBytes) throws IOException {
    // Asked too rarely for a descriptor of its own.
    memoryLimit.read(text, false);
    text.nextLine();
    return text.skip(MAX) ? hostBytes : Math.min(text.onlyNumber(), hostBytes);
  }

  /**
   * Sums over all block devices; null where the kernel counts none.
   *
   * @param search whether to look for other counters, where the known ones have seen nothing yet
   */
  UsageSample.@Nullable Io io(boolean search) throws IOException {
    return blockIo == null ? null : blockIo.read(hold, search);
  }

  private static Path unified(CgroupDirs dirs) throws IOException {
    if (dirs.unified() == null) {
      throw new NoSuchFileException("a controller is not mounted");
    }
    return dirs.unified();
  }
}
