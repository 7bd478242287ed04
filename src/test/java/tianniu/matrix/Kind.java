package tianniu.matrix;

/** What a call is about. */
enum Kind {
  CONTAINER("CONTAINER_NOT_FOUND"),
  SECRET("SECRET_NOT_FOUND"),
  KEY("KEY_NOT_FOUND"),
  QUOTA("QUOTA_NOT_FOUND"),
  ROLE("ROLE_NOT_FOUND"),
  OPERATION("OPERATION_NOT_FOUND"),
  /** Nothing that is there already. */
  NONE("");

  private final String notFound;

  Kind(String notFound) {
    this.notFound = notFound;
  }

  /** The code for one that is not there. */
  String notFound() {
    return notFound;
  }
}
