package tianniu.quota;

import java.util.Optional;
import tianniu.caller.ResourceQuota;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;
import tianniu.http.JsonFields;

/**
 * The limits of a quota in a body: {@code containers}, {@code cpu}, {@code memory}, {@code ports}.
 */
public final class QuotaFields {
  /** More than any engine has; keeps all sums far from the end of their type. */
  private static final int MAX_NUMBER = 1_000_000;

  private QuotaFields() {}

  /** Takes the four fields; what is absent is not limited, and 0 allows none. */
  public static ResourceQuota read(JsonFields fields) {
    Long containers = fields.integer("containers", 0, MAX_NUMBER);
    Cpus cpu =
        fields.parsedTextOrNumber(
            "cpu", Cpus::parse, "must be decimal cores such as 2.0, at least 0.01");
    ByteSize memory =
        fields.parsedTextOrNumber("memory", QuotaFields::memory, "must be a size such as 8GB");
    Long ports = fields.integer("ports", 0, MAX_NUMBER);
    return new ResourceQuota(
        containers == null ? null : containers.intValue(),
        cpu,
        memory,
        ports == null ? null : ports.intValue());
  }

  private static Optional<ByteSize> memory(String text) {
    return ByteSize.parse(text).filter(size -> size.bytes() > 0);
  }
}
