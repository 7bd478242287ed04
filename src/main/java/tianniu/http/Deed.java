package tianniu.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;

/**
 * What somebody did, or was refused.
 *
 * @param operation the route's word; null where the request led nowhere
 * @param path of the route, with its parameters in braces and without a query
 * @param caller null for who was not recognised
 * @param source the client's address
 * @param outcome {@code ok}, {@code started}, or the code of the error
 * @param details texts, numbers, flags and lists of texts; never a secret
 */
public record Deed(
    String requestId,
    @Nullable String operation,
    String method,
    @Nullable String path,
    @Nullable Caller caller,
    String source,
    @Nullable Target target,
    String outcome,
    int status,
    Map<String, Object> details) {
  /** The outcome of what was done. */
  public static final String OK = "ok";

  /** The outcome of what has begun, and whose end will be told by another deed. */
  public static final String STARTED = "started";

  public Deed {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /**
   * What it was done to.
   *
   * @param id null when there is none, or it is not known
   * @param name what it is called, or was called by who asked
   * @param labels by which a key's scope sees it; null when it has none of its own
   */
  public record Target(
      Kind kind, @Nullable String id, @Nullable String name, @Nullable Map<String, String> labels) {
    public Target {
      labels = labels == null ? null : Map.copyOf(labels);
    }
  }

  /** What the API's calls are about. */
  public enum Kind {
    CONTAINER,
    SECRET,
    KEY,
    ROLE,
    QUOTA;

    /** As the API writes it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
