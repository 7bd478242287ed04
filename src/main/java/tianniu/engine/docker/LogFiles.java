package tianniu.engine.docker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The files of a container's log, held open and read as one: those that dockerd has put aside, the
 * oldest first, and the one that it writes, up to where that reached when it was opened.
 */
final class LogFiles implements DockerLogStream.Origin {
  /** dockerd puts files aside within a millisecond or so, and then writes one full. */
  private static final int TRIES = 5;

  private static final long PAUSE_NANOS = 2_000_000;

  private final List<Piece> pieces;
  private final long size;
  private volatile boolean closed;

  /**
   * @param from where it begins, when all are taken for one
   */
  private record Piece(FileChannel file, long from, long to) {}

  /** What tells a file from another: its number alone may be given again when it is removed. */
  private record Identity(@Nullable Object key, FileTime created) {
    static Identity of(BasicFileAttributes file) {
      FileTime created = file.creationTime();
      // Where the file system does not know it, it is told as the time of the last writing.
      boolean isKnown = !created.equals(file.lastModifiedTime());
      return new Identity(file.fileKey(), isKnown ? created : FileTime.fromMillis(0));
    }
  }

  private LogFiles(List<Piece> pieces) {
    this.pieces = pieces;
    this.size = pieces.getLast().to();
  }

  /**
   * Opens them so that none is missing and none comes twice, though dockerd may rename them
   * meanwhile.
   *
   * @param most how many there may be
   * @throws NoSuchFileException when there is none
   * @throws IOException also when dockerd renames them all the time
   */
  static LogFiles open(Path current, int most) throws IOException {
    List<Path> paths = new ArrayList<>();
    paths.add(current);
    for (int i = 1; i < most; i++) {
      paths.add(current.resolveSibling(current.getFileName() + "." + i));
    }
    for (int tries = 0; tries < TRIES; tries++) {
      LogFiles opened = opened(paths);
      if (opened != null) {
        return opened;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new IOException("the log's files are renamed all the time");
  }

  /** Null when the paths did not lead to the same files before and after they were opened. */
  private static @Nullable LogFiles opened(List<Path> paths) throws IOException {
    List<FileChannel> files = new ArrayList<>();
    boolean done = false;
    try {
      List<@Nullable Identity> before = identities(paths);
      for (Path path : paths) {
        try {
          files.addFirst(
              FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
          // In the midst of a renaming any may be missing.
        }
      }
      List<@Nullable Identity> after = identities(paths);
      long there = after.stream().filter(file -> file != null).count();
      if (there == 0) {
        throw new NoSuchFileException(paths.getFirst().toString());
      }
      if (!before.equals(after)
          || after.getFirst() == null
          || there != files.size()
          || new HashSet<>(after.stream().filter(file -> file != null).toList()).size() != there) {
        return null;
      }
      LogFiles opened = new LogFiles(pieces(files));
      done = true;
      return opened;
    } finally {
      if (!done) {
        for (FileChannel file : files) {
          file.close();
        }
      }
    }
  }

  private static List<@Nullable Identity> identities(List<Path> paths) throws IOException {
    List<@Nullable Identity> identities = new ArrayList<>();
    for (Path path : paths) {
      try {
        BasicFileAttributes file =
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!file.isRegularFile()) {
          throw new IOException(path + " is no regular file");
        }
        identities.add(Identity.of(file));
      } catch (NoSuchFileException e) {
        identities.add(null);
      }
    }
    return identities;
  }

  private static List<Piece> pieces(List<FileChannel> files) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    long from = 0;
    for (FileChannel file : files) {
      long to = from + file.size();
      pieces.add(new Piece(file, from, to));
      from = to;
    }
    return pieces;
  }

  /** Of all of them. */
  long size() {
    return size;
  }

  /**
   * Reads some bytes, of one file.
   *
   * @return how many; none at the end, and where a file has become shorter
   */
  int read(long position, byte[] bytes, int offset, int length) throws IOException {
    for (Piece piece : pieces) {
      if (position < piece.to()) {
        int count = (int) Math.min(length, piece.to() - position);
        ByteBuffer into = ByteBuffer.wrap(bytes, offset, count);
        return Math.max(0, piece.file().read(into, position - piece.from()));
      }
    }
    return 0;
  }

  @Override
  public boolean isClosedByUs() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    for (Piece piece : pieces) {
      try {
        piece.file().close();
      } catch (IOException e) {
        // It was only read.
      }
    }
  }
}
