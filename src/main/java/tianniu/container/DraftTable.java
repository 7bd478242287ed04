package tianniu.container;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.http.Json;
import tianniu.live.LiveContainer;
import tianniu.live.StatusReason;

/** The table {@code drafts}. */
final class DraftTable {
  private static final String PUT =
      """
      INSERT INTO drafts (id, body, created_by, scope, accepted_at, why_code, why_message, made)
      VALUES (:id, :body, :createdBy, :scope, :acceptedAt, NULL, NULL, 0)
      ON CONFLICT (id) DO UPDATE SET
        body = excluded.body, scope = excluded.scope, why_code = NULL, why_message = NULL
      """;

  private DraftTable() {}

  /** A row as it stands, its body not yet read. */
  record Row(
      ContainerId id,
      String body,
      @Nullable String createdBy,
      Scope scope,
      long acceptedAt,
      @Nullable StatusReason why,
      boolean made) {}

  static List<Row> all(Handle handle) {
    return handle
        .createQuery("SELECT * FROM drafts ORDER BY accepted_at, id")
        .map((row, _) -> row(row))
        .list();
  }

  /** Opens a draft, or one that had failed again. */
  static int put(Handle handle, Scope scope, ContainerSpec spec) {
    return handle
        .createUpdate(PUT)
        .bind("id", spec.id().value())
        .bind("body", CreateBody.write(spec))
        .bindByType("createdBy", spec.createdBy(), String.class)
        .bind("scope", Json.text(new TreeMap<>(scope.labels())))
        .bind("acceptedAt", spec.createdAt().toEpochMilli())
        .execute();
  }

  static int fail(Handle handle, ContainerId id, StatusReason why, boolean made) {
    return handle
        .createUpdate(
            "UPDATE drafts SET why_code = :code, why_message = :message, made = :made"
                + " WHERE id = :id")
        .bind("id", id.value())
        .bind("code", why.code())
        // The engine's words; PostgreSQL has no such character.
        .bind("message", why.message().replace("\0", ""))
        .bind("made", made ? 1 : 0)
        .execute();
  }

  static int delete(Handle handle, ContainerId id) {
    return handle.execute("DELETE FROM drafts WHERE id = ?", id.value());
  }

  /** Whether nothing is left to be made of it: it has come to run, or is gone. */
  static boolean isSettled(@Nullable LiveContainer now) {
    return now == null || now.draft() == null;
  }

  /** Deletes one that has failed; not one that an operation is to make. */
  static int strike(Handle handle, ContainerId id) {
    return handle.execute("DELETE FROM drafts WHERE id = ? AND why_code IS NOT NULL", id.value());
  }

  private static Row row(ResultSet row) throws SQLException {
    String code = row.getString("why_code");
    return new Row(
        new ContainerId(row.getString("id")),
        row.getString("body"),
        row.getString("created_by"),
        new Scope(Json.texts(row.getString("scope"))),
        row.getLong("accepted_at"),
        code == null ? null : new StatusReason(code, row.getString("why_message")),
        row.getInt("made") == 1);
  }
}
