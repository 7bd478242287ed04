package tianniu.exec;

import org.jspecify.annotations.Nullable;
import tianniu.http.JsonFields;

/** A terminal's client says that its window has another size. */
record Resize(int columns, int rows) {
  static @Nullable Resize read(JsonFields fields) {
    return fields.required("resize", () -> fields.object("resize", Resize::size));
  }

  private static @Nullable Resize size(JsonFields fields) {
    Long columns =
        fields.required("columns", () -> fields.integer("columns", 1, TerminalRequest.MAX_SIDE));
    Long rows = fields.required("rows", () -> fields.integer("rows", 1, TerminalRequest.MAX_SIDE));
    return columns == null || rows == null ? null : new Resize(columns.intValue(), rows.intValue());
  }
}
