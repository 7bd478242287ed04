package tianniu.engine;

/** Labels of our own, which callers neither set nor see. */
public final class ReservedLabels {
  public static final String PREFIX = "tianniu.";

  private ReservedLabels() {}

  /** Whether the label is one of them. */
  public static boolean has(String label) {
    return label.startsWith(PREFIX);
  }
}
