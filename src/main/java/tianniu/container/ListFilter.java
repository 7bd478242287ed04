package tianniu.container;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tianniu.http.Query;
import tianniu.live.Selection;
import tianniu.live.Status;

/** How a list is told which containers it is to have. */
public final class ListFilter {
  private ListFilter() {}

  /** Reads {@code status} and {@code label}. */
  public static Selection of(Query query) {
    Status status =
        query.parsed(
            "status",
            Status::of,
            "must be running, stopped, paused, or another status that a container can have");
    List<String> texts = query.texts("label");
    if (texts.isEmpty()) {
      return status == null ? Selection.ALL : new Selection(status, List.of());
    }
    List<Map.Entry<String, String>> labels =
        texts.stream()
            .map(
                text ->
                    label(text)
                        .orElseThrow(() -> Query.refused("label", "must have the form key=value")))
            .toList();
    return new Selection(status, labels);
  }

  private static Optional<Map.Entry<String, String>> label(String text) {
    int equals = text.indexOf('=');
    return equals < 1
        ? Optional.empty()
        : Optional.of(Map.entry(text.substring(0, equals), text.substring(equals + 1)));
  }
}
