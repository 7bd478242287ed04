package tianniu.diagnosis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import tianniu.engine.LogLine;
import tianniu.engine.LogStream;
import tianniu.engine.OutputStreamKind;

/**
 * The last lines of a log, within bounds, and as bytes: compressed, each line with its second,
 * nanosecond, output, whether it was cut, its length and itself.
 */
final class KeptLines {
  static final int MOST_LINES = 200;
  static final int MOST_BYTES = 64 * 1024;

  /** A line that is longer is cut, so that it leaves room for others. */
  static final int LONGEST_LINE = 8 * 1024;

  private KeptLines() {}

  /** The last lines of a stream, oldest first; reads it to its end. */
  static List<LogLine> last(LogStream stream, int most) {
    ArrayDeque<LogLine> kept = new ArrayDeque<>();
    int bytes = 0;
    for (LogLine line = stream.next(); line != null; line = stream.next()) {
      LogLine held = shortened(line);
      kept.addLast(held);
      bytes += held.bytes().length;
      while (kept.size() > most || bytes > MOST_BYTES) {
        bytes -= kept.removeFirst().bytes().length;
      }
    }
    return List.copyOf(kept);
  }

  private static LogLine shortened(LogLine line) {
    return line.bytes().length <= LONGEST_LINE
        ? line
        : new LogLine(
            line.second(),
            line.nano(),
            line.stream(),
            Arrays.copyOf(line.bytes(), LONGEST_LINE),
            true);
  }

  static byte[] pack(List<LogLine> lines) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(packed))) {
      out.writeInt(lines.size());
      for (LogLine line : lines) {
        out.writeLong(line.second());
        out.writeInt(line.nano());
        out.writeBoolean(line.stream() == OutputStreamKind.STDERR);
        out.writeBoolean(line.isCut());
        out.writeInt(line.bytes().length);
        out.write(line.bytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes whatever is written", e);
    }
    return packed.toByteArray();
  }

  static List<LogLine> unpack(byte[] packed) {
    List<LogLine> lines = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(packed)))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        long second = in.readLong();
        int nano = in.readInt();
        OutputStreamKind stream =
            in.readBoolean() ? OutputStreamKind.STDERR : OutputStreamKind.STDOUT;
        boolean cut = in.readBoolean();
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        lines.add(new LogLine(second, nano, stream, bytes, cut));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("what was packed by us ends where it says", e);
    }
    return lines;
  }
}
