package tianniu.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;

/**
 * Which containers are meant: those for which all of this holds.
 *
 * @param status null for any
 * @param labels each of which a container must carry
 */
public record Selection(@Nullable Status status, List<Map.Entry<String, String>> labels) {
  public static final Selection ALL = new Selection(null, List.of());

  public Selection {
    labels = List.copyOf(labels);
  }

  public static Selection byLabels(Map<String, String> labels) {
    return new Selection(null, List.copyOf(labels.entrySet()));
  }

  /** The same, of the containers of a scope alone. */
  public Selection within(Scope scope) {
    if (scope.isAll()) {
      return this;
    }
    List<Map.Entry<String, String>> all = new ArrayList<>(labels);
    all.addAll(scope.labels().entrySet());
    return new Selection(status, all);
  }

  public boolean matches(LiveContainer container) {
    if (status != null && status != container.status()) {
      return false;
    }
    Map<String, String> carried = container.labels();
    for (Map.Entry<String, String> label : labels) {
      if (!label.getValue().equals(carried.get(label.getKey()))) {
        return false;
      }
    }
    return true;
  }

  int criteria() {
    return labels.size() + (status == null ? 0 : 1);
  }
}
