package tianniu.caller;

import java.util.Map;

/**
 * The part of the containers that a key is bound to: those that carry all of these labels.
 *
 * @param labels empty for all containers
 */
public record Scope(Map<String, String> labels) {
  /** Every container. */
  public static final Scope ALL = new Scope(Map.of());

  public Scope {
    labels = Map.copyOf(labels);
  }

  public boolean isAll() {
    return labels.isEmpty();
  }

  /** Whether something that carries these labels lies in it. */
  public boolean covers(Map<String, String> carried) {
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (!label.getValue().equals(carried.get(label.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /** Whether everything in the other scope lies in this one too. */
  public boolean contains(Scope other) {
    return covers(other.labels);
  }
}
