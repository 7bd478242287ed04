package tianniu.engine.local;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tianniu.engine.UsageSample;

/** A control group's counters of block devices. */
sealed interface BlockIo {
  /** Makes a file of a group known, so that it is closed with the others. */
  interface Files {
    KernelFile of(Path folder, String name);
  }

  /** Null where the kernel counts nothing. */
  UsageSample.@Nullable Io read(boolean hold, boolean search) throws IOException;

  /** Null where there is no such controller. */
  static @Nullable BlockIo of(CgroupDirs dirs, Files files, KernelText text) {
    if (dirs.blkio() != null) {
      Path folder = dirs.blkio();
      return new Version1(
          new Counter(folder, "io_service_bytes", files, text),
          new Counter(folder, "io_serviced", files, text));
    }
    return dirs.unified() == null ? null : new Version2(files.of(dirs.unified(), "io.stat"), text);
  }

  /** Lines such as {@code 8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0}. */
  record Version2(KernelFile file, KernelText text) implements BlockIo {
    private static final byte[] READ_BYTES = KernelText.word("rbytes=");
    private static final byte[] WRITTEN_BYTES = KernelText.word("wbytes=");
    private static final byte[] READS = KernelText.word("rios=");
    private static final byte[] WRITES = KernelText.word("wios=");

    @Override
    public UsageSample.@Nullable Io read(boolean hold, boolean search) throws IOException {
      try {
        file.read(text, hold);
      } catch (NoSuchFileException e) {
        return null;
      }
      long reads = 0;
      long writes = 0;
      long readBytes = 0;
      long writtenBytes = 0;
      while (text.nextLine()) {
        while (text.skipBlanks()) {
          if (text.skip(READ_BYTES)) {
            readBytes += text.number();
          } else if (text.skip(WRITTEN_BYTES)) {
            writtenBytes += text.number();
          } else if (text.skip(READS)) {
            reads += text.number();
          } else if (text.skip(WRITES)) {
            writes += text.number();
          } else {
            text.skipWord();
          }
        }
      }
      return new UsageSample.Io(reads, writes, readBytes, writtenBytes);
    }
  }

  /** A file for bytes and one for operations. */
  record Version1(Counter bytes, Counter operations) implements BlockIo {
    @Override
    public UsageSample.@Nullable Io read(boolean hold, boolean search) throws IOException {
      if (!bytes.read(hold, search)) {
        return null;
      }
      boolean counted = operations.read(hold, search);
      return new UsageSample.Io(
          counted ? operations.reads : null,
          counted ? operations.writes : null,
          bytes.reads,
          bytes.writes);
    }
  }

  /**
   * One counter of version 1. Which of its files count depends on the kernel's version and the
   * disk's scheduler; the first that has a line for any device is right.
   */
  final class Counter {
    private static final byte[] READ = KernelText.word("Read ");
    private static final byte[] WRITE = KernelText.word("Write ");

    private final List<KernelFile> candidates;
    private final KernelText text;

    /** The one that counts, else the first that is there. */
    private @Nullable KernelFile known;

    private boolean searched;
    private boolean counts;
    private long reads;
    private long writes;

    Counter(Path folder, String counter, Files files, KernelText text) {
      this.candidates =
          Stream.of(
                  "blkio.throttle.%s_recursive",
                  "blkio.throttle.%s", "blkio.bfq.%s_recursive", "blkio.%s_recursive")
              .map(name -> files.of(folder, name.formatted(counter)))
              .toList();
      this.text = text;
    }

    /** Whether there is such a counter; it stands in the fields then. */
    boolean read(boolean hold, boolean search) throws IOException {
      if (!counts && (search || !searched)) {
        searched = true;
        search();
      }
      KernelFile file = known;
      if (file == null) {
        return false;
      }
      file.read(text, hold);
      counts = counts || text.has(':');
      sum();
      return true;
    }

    private void search() throws IOException {
      for (KernelFile candidate : candidates) {
        try {
          candidate.read(text, false);
        } catch (NoSuchFileException e) {
          continue;
        }
        if (text.has(':')) {
          take(candidate);
          counts = true;
          return;
        }
        if (known == null) {
          known = candidate;
        }
      }
    }

    private void take(KernelFile candidate) {
      if (known != null && known != candidate) {
        known.release();
      }
      known = candidate;
    }

    /** Lines such as {@code 8:0 Read 4096}; the totals have another word, or one less. */
    private void sum() {
      reads = 0;
      writes = 0;
      while (text.nextLine()) {
        text.skipWord();
        text.skipBlanks();
        if (text.skip(READ)) {
          reads += text.number();
        } else if (text.skip(WRITE)) {
          writes += text.number();
        }
      }
    }
  }
}
