package tianniu.audit;

import org.jspecify.annotations.Nullable;

/**
 * One entry, as it is kept.
 *
 * @param atMicros microseconds since 1970
 * @param details a JSON object, as text
 * @param labels in the form of {@link LabelLines}
 */
record Entry(
    long seq,
    long atMicros,
    String requestId,
    @Nullable String operation,
    String method,
    @Nullable String path,
    @Nullable String keyId,
    @Nullable String keyName,
    String source,
    @Nullable String targetKind,
    @Nullable String targetId,
    @Nullable String targetName,
    String outcome,
    int status,
    String details,
    String labels) {

  /** The same entry with its place and time. */
  Entry written(long givenSeq, long micros) {
    return new Entry(
        givenSeq,
        micros,
        requestId,
        operation,
        method,
        path,
        keyId,
        keyName,
        source,
        targetKind,
        targetId,
        targetName,
        outcome,
        status,
        details,
        labels);
  }

  /** The same entry at another place of the chain. */
  Entry at(long otherSeq) {
    return written(otherSeq, atMicros);
  }

  /** An entry with its hash. */
  record Chained(Entry entry, String hash) {}
}
