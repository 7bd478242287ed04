package tianniu.engine.docker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tianniu.engine.EnvironmentVariable;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** Takes values of a container's secrets out of what Docker says of it: it may quote them. */
record SecretMask(List<String> values) {
  /** Shorter ones stand in every text; covered up one by one, they would show where they stand. */
  private static final int SHORTEST = 4;

  private static final String COVER = "***";

  /** In place of words that cannot be told. */
  static final String WITHHELD = "Docker refused; its words may have a secret in them";

  /** Docker is asked for values of the container's secrets and did not tell them. */
  static final SecretMask OF_ANYTHING = new SecretMask(List.of(""));

  SecretMask {
    values = List.copyOf(values);
  }

  static SecretMask of(List<EnvironmentVariable> environment) {
    return new SecretMask(
        environment.stream()
            .filter(variable -> variable.secret() != null)
            .map(EnvironmentVariable::value)
            .filter(value -> !value.isEmpty())
            .toList());
  }

  /** The values that the environment has under the names of secret ones. */
  static SecretMask of(Map<String, String> environment, List<OwnLabels.Variable> variables) {
    List<String> values = new ArrayList<>();
    for (OwnLabels.Variable variable : variables) {
      String value = environment.getOrDefault(variable.name(), "");
      if (variable.secret() != null && !value.isEmpty()) {
        values.add(value);
      }
    }
    return new SecretMask(values);
  }

  String cover(String text) {
    String covered = text;
    // The longest first: one may be part of another.
    for (String value :
        values.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList()) {
      for (String form : forms(value)) {
        if (form.length() < SHORTEST && covered.contains(form)) {
          return WITHHELD;
        }
        covered = covered.replace(form, COVER);
      }
    }
    return covered;
  }

  FaultException cover(FaultException refusal) {
    return refusal.fault() instanceof Fault.EngineRefused(var words) && !values.isEmpty()
        ? new Fault.EngineRefused(cover(words)).asException()
        : refusal;
  }

  /** As it is, and as Go and JSON quote it. */
  private static List<String> forms(String value) {
    String quoted =
        value
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t");
    return quoted.equals(value) ? List.of(value) : List.of(value, quoted);
  }

  /** Without the values. */
  @Override
  public String toString() {
    return "SecretMask of " + values.size();
  }
}
