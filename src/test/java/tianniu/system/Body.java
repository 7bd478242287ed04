package tianniu.system;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a create request, field by field. */
final class Body {
  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  private Body() {}

  /** A busybox that sleeps and obeys SIGTERM, named and labelled for this run. */
  static Body sleeper(String role) {
    return of(role, Docker.BUSYBOX).with("command", Docker.OBEDIENT);
  }

  static Body of(String role, String image) {
    return new Body()
        .with("name", Docker.newName(role))
        .with("image", image)
        .with("labels", Map.of(Docker.RUN_LABEL, Docker.RUN));
  }

  Body with(String field, @Nullable Object value) {
    fields.put(field, value);
    return this;
  }

  /** Sets a field to a piece of JSON. */
  Body json(String field, String json) {
    return with(field, Json.read(json));
  }

  Body command(String... command) {
    return with("command", List.of(command));
  }

  Body without(String field) {
    fields.remove(field);
    return this;
  }

  String name() {
    return String.valueOf(fields.get("name"));
  }

  @Override
  public String toString() {
    return Json.write(fields);
  }
}
