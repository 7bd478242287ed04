package tianniu.engine.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One of the kernel's small files, read again and again: held open where that is wanted and the
 * budget allows, which is some twenty times cheaper than to open it each time.
 */
final class KernelFile {
  private final Path folder;
  private final String name;
  private final HeldFiles budget;
  private @Nullable FileChannel held;

  KernelFile(Path folder, String name, HeldFiles budget) {
    this.folder = folder;
    this.name = name;
    this.budget = budget;
  }

  /** Whether the next reading will open it, by its path. */
  boolean isToBeOpened() {
    return held == null;
  }

  void read(KernelText into, boolean hold) throws IOException {
    FileChannel open = held;
    if (open != null) {
      into.read(open);
      return;
    }
    FileChannel opened = FileChannel.open(folder.resolve(name), StandardOpenOption.READ);
    boolean kept = hold && budget.take();
    try {
      into.read(opened);
      held = kept ? opened : null;
    } finally {
      if (held == null) {
        if (kept) {
          budget.giveBack();
        }
        opened.close();
      }
    }
  }

  void release() {
    FileChannel open = held;
    if (open == null) {
      return;
    }
    held = null;
    budget.giveBack();
    try {
      open.close();
    } catch (IOException e) {
      // Nothing was written: there is nothing that could have failed to arrive.
    }
  }
}
