package tianniu.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Violation;

/** Bodies for the tests of who reads them. */
public final class Bodies {
  private Bodies() {}

  public static <T> T read(String json, Function<JsonFields, @Nullable T> reader) {
    return JsonFields.read(json.getBytes(StandardCharsets.UTF_8), reader);
  }

  /** What is wrong with a body, each as {@code path: message}; empty when nothing is. */
  public static List<String> violations(
      String json, Function<JsonFields, ? extends @Nullable Object> reader) {
    try {
      read(json, fields -> reader.apply(fields));
      return List.of();
    } catch (FaultException e) {
      return ((Fault.Invalid) e.fault()).violations().stream().map(Bodies::line).toList();
    }
  }

  /** Where something is wrong with a body, in order. */
  public static List<String> paths(
      String json, Function<JsonFields, ? extends @Nullable Object> reader) {
    return violations(json, reader).stream()
        .map(line -> line.substring(0, line.indexOf(": ")))
        .toList();
  }

  private static String line(Violation violation) {
    return violation.path() + ": " + violation.message();
  }
}
