package tianniu.engine.memory;

/**
 * Unwinds a pretended process that ends before its last command: by a signal or by {@code exit}.
 */
final class Ended extends Exception {
  /** 128 and the number of SIGKILL. */
  static final int KILLED = 137;

  private final int code;

  Ended(int code) {
    super("exit " + code, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }
}
