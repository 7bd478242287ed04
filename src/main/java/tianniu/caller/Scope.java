package tianniu.caller;

import java.util.HashMap;
import java.util.Map;
import tianniu.fault.Fault;

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

  /**
   * Labels with those of the scope: what a key makes lies in its scope.
   *
   * @param does what the key does, for the refusal: {@code makes containers}
   * @throws tianniu.fault.FaultException with {@link Fault.Denied} when a label says otherwise
   */
  public Map<String, String> stamped(Map<String, String> given, String does) {
    Map<String, String> stamped = new HashMap<>(given);
    for (Map.Entry<String, String> label : labels.entrySet()) {
      String value = stamped.put(label.getKey(), label.getValue());
      if (value != null && !value.equals(label.getValue())) {
        throw new Fault.Denied(
                "This key "
                    + does
                    + " with the label "
                    + label.getKey()
                    + "="
                    + label.getValue()
                    + " only",
                "labels." + label.getKey())
            .asException();
      }
    }
    return stamped;
  }

  /** Whether everything in the other scope lies in this one too. */
  public boolean contains(Scope other) {
    return covers(other.labels);
  }
}
