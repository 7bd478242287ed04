package tianniu.matrix;

/** What became of a call. */
enum Outcome {
  /** The caller did what it asked for. */
  ALLOWED("yes"),
  /** No valid key. */
  STRANGER("401"),
  /** The key has not the permission. */
  FORBIDDEN("403"),
  /** The key is bound to labels, and this is not for such keys, or reaches beyond them. */
  BOUND("403"),
  /** There is no such thing for the key. */
  UNSEEN("404"),
  /** The name is taken, or it is too late. */
  TAKEN("409"),
  /** Nothing that the matrix knows. */
  OTHER("?");

  private final String cell;

  Outcome(String cell) {
    this.cell = cell;
  }

  /** As the published table has it. */
  String cell() {
    return cell;
  }
}
