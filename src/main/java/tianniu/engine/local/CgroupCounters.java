package tianniu.engine.local;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;

/** Reads a container's counters out of its control groups. */
final class CgroupCounters {
  private static final String BYTES = "io_service_bytes";
  private static final String OPERATIONS = "io_serviced";

  /**
   * Which of these count depends on the kernel's version and the disk's scheduler; the first that
   * has a line for any device is right.
   */
  private static final List<String> BLKIO_FILES =
      List.of(
          "blkio.throttle.%s_recursive",
          "blkio.throttle.%s", "blkio.bfq.%s_recursive", "blkio.%s_recursive");

  private final CgroupDirs dirs;

  CgroupCounters(CgroupDirs dirs) {
    this.dirs = dirs;
  }

  /** Processor time used since the group was made. */
  long cpuNanos() throws IOException {
    if (dirs.cpuacct() != null) {
      return number(dirs.cpuacct().resolve("cpuacct.usage"));
    }
    return field(ProcFiles.read(unified("cpu.stat")), "usage_usec") * 1000;
  }

  /** Without the file pages that were not used lately, as Docker's own client counts. */
  long memoryBytes() throws IOException {
    if (dirs.memory() != null) {
      return Math.max(
          0,
          number(dirs.memory().resolve("memory.usage_in_bytes"))
              - field(ProcFiles.read(dirs.memory().resolve("memory.stat")), "total_inactive_file"));
    }
    return Math.max(
        0,
        number(unified("memory.current"))
            - field(ProcFiles.read(unified("memory.stat")), "inactive_file"));
  }

  /** The container's limit; the host's memory when there is none, or a larger one. */
  long memoryLimitBytes(long hostBytes) throws IOException {
    if (dirs.memory() != null) {
      return Math.min(number(dirs.memory().resolve("memory.limit_in_bytes")), hostBytes);
    }
    String limit = ProcFiles.read(unified("memory.max")).strip();
    return limit.equals("max") ? hostBytes : Math.min(Long.parseLong(limit), hostBytes);
  }

  /** Sums over all block devices; null where the kernel counts none. */
  UsageSample.@Nullable Io io() throws IOException {
    if (dirs.blkio() != null) {
      return blkio(dirs.blkio());
    }
    if (dirs.unified() == null) {
      return null;
    }
    String text = readIfThere(unified("io.stat"));
    return text == null
        ? null
        : new UsageSample.Io(
            pairs(text, "rios="),
            pairs(text, "wios="),
            pairs(text, "rbytes="),
            pairs(text, "wbytes="));
  }

  private static UsageSample.@Nullable Io blkio(Path dir) throws IOException {
    String bytes = blkioFile(dir, BYTES);
    if (bytes == null) {
      return null;
    }
    String operations = blkioFile(dir, OPERATIONS);
    return new UsageSample.Io(
        operations == null ? null : devices(operations, "Read"),
        operations == null ? null : devices(operations, "Write"),
        devices(bytes, "Read"),
        devices(bytes, "Write"));
  }

  private static @Nullable String blkioFile(Path dir, String counter) throws IOException {
    @Nullable String found = null;
    for (String name : BLKIO_FILES) {
      String text = readIfThere(dir.resolve(name.formatted(counter)));
      if (text != null && text.contains(":")) {
        return text;
      }
      found = found == null ? text : found;
    }
    return found;
  }

  /** Sums lines such as {@code 8:0 Read 4096}. */
  private static long devices(String text, String kind) {
    return text.lines()
        .map(line -> line.split(" ", -1))
        .filter(fields -> fields.length == 3 && fields[1].equals(kind))
        .mapToLong(fields -> Long.parseLong(fields[2]))
        .sum();
  }

  /** Sums one key of lines such as {@code 8:0 rbytes=4096 wbytes=0 rios=1 wios=0}. */
  private static long pairs(String text, String key) {
    return text.lines()
        .flatMap(line -> List.of(line.split(" ", -1)).stream())
        .filter(pair -> pair.startsWith(key))
        .mapToLong(pair -> Long.parseLong(pair.substring(key.length())))
        .sum();
  }

  /** The value in lines such as {@code usage_usec 1234}; 0 without one. */
  private static long field(String text, String key) {
    return text.lines()
        .filter(line -> line.startsWith(key) && line.startsWith(" ", key.length()))
        .findFirst()
        .map(line -> Long.parseLong(line.substring(key.length() + 1).strip()))
        .orElse(0L);
  }

  private static long number(Path file) throws IOException {
    return Long.parseLong(ProcFiles.read(file).strip());
  }

  private static @Nullable String readIfThere(Path file) throws IOException {
    try {
      return ProcFiles.read(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private Path unified(String file) throws IOException {
    if (dirs.unified() == null) {
      throw new NoSuchFileException(file, null, "its controller is not mounted");
    }
    return dirs.unified().resolve(file);
  }
}
