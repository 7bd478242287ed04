package tianniu.engine.docker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads a long body in large parts. The engine sends a log line by line, and a reader that takes
 * each as it comes spends more on waking than on reading, and so does the engine.
 */
final class BulkInput extends FilterInputStream {
  /** A body of less than this many readings is not long. */
  private static final int SHORT = 32;

  /** Less than this in one reading was hardly worth it. */
  private static final int LITTLE = 12 * 1024;

  /** For more to gather: a socket of the engine holds what it writes in a millisecond or two. */
  private static final Duration PAUSE = Duration.ofNanos(400_000);

  private int readings;
  private boolean hurried;

  BulkInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (hurried && readings > SHORT) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    int count = in.read(bytes, offset, length);
    readings++;
    hurried = count < Math.min(length, LITTLE);
    return count;
  }
}
