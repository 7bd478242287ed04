package tianniu.http;

/** What a caller must be allowed to do to reach a route; the words of the API document. */
public enum Permission {
  /** Anybody, without a key. */
  PUBLIC("public"),
  CONTAINER_READ("container:read"),
  CONTAINER_WRITE("container:write"),
  CONTAINER_EXEC("container:exec"),
  CONTAINER_LOGS("container:logs");

  private final String word;

  Permission(String word) {
    this.word = word;
  }

  /** As the API document writes it. */
  public String word() {
    return word;
  }
}
