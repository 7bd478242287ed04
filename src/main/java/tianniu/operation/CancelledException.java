package tianniu.operation;

import java.io.Serial;

/** Ends work that somebody has called off, on its own thread. */
final class CancelledException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  CancelledException() {
    super("called off", null, false, false);
  }
}
