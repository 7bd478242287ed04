package tianniu.http;

import org.jspecify.annotations.Nullable;

/** Queries for the tests of who reads them. */
public final class Queries {
  private Queries() {}

  /**
   * A query as a URL has it.
   *
   * @param raw percent-encoded, without the question mark
   */
  public static Query of(@Nullable String raw) {
    return Query.parse(raw);
  }
}
