package tianniu.container;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tianniu.http.Query;
import tianniu.live.LiveContainer;
import tianniu.live.Status;

/**
 * Which containers a list is to have.
 *
 * @param status null for any
 * @param labels all of which a container must carry
 */
record ListFilter(@Nullable Status status, List<Map.Entry<String, String>> labels) {

  static ListFilter of(Query query) {
    Status status =
        query.parsed(
            "status",
            Status::of,
            "must be running, stopped, paused, or another status that a container can have");
    List<Map.Entry<String, String>> labels =
        query.texts("label").stream()
            .map(
                text ->
                    label(text)
                        .orElseThrow(() -> Query.refused("label", "must have the form key=value")))
            .toList();
    return new ListFilter(status, labels);
  }

  static ListFilter byLabels(Map<String, String> labels) {
    return new ListFilter(null, List.copyOf(labels.entrySet()));
  }

  boolean matches(LiveContainer container) {
    return (status == null || status == container.status())
        && labels.stream()
            .allMatch(label -> label.getValue().equals(container.labels().get(label.getKey())));
  }

  private static Optional<Map.Entry<String, String>> label(String text) {
    int equals = text.indexOf('=');
    return equals < 1
        ? Optional.empty()
        : Optional.of(Map.entry(text.substring(0, equals), text.substring(equals + 1)));
  }
}
