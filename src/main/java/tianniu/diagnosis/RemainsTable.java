package tianniu.diagnosis;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import tianniu.diagnosis.Remains.By;
import tianniu.diagnosis.Remains.Removal;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerId;
import tianniu.http.Json;
import tianniu.live.StatusReason;

/** The SQL of remains. */
final class RemainsTable {
  private static final String COLUMNS =
      "id, engine_id, name, image, labels, created_at, started_at, finished_at, exit_code, oom,"
          + " on_request, memory_limit, error, why_code, why_message, removed_at, removed_by,"
          + " kept_bytes";

  private static final String PUT =
      "INSERT INTO remains ("
          + COLUMNS
          + ", kept_lines) VALUES (:id, :engineId, :name, :image, :labels, :createdAt, :startedAt,"
          + " :finishedAt, :exitCode, :oom, :onRequest, :memoryLimit, :error, :whyCode,"
          + " :whyMessage, :removedAt, :removedBy, :keptBytes, :keptLines)";

  private RemainsTable() {}

  /** Puts a row in the place of what is there of the container. */
  static int put(Handle handle, Remains remains, byte[] lines) {
    handle
        .createUpdate("DELETE FROM remains WHERE id = :id")
        .bind("id", remains.id().value())
        .execute();
    Exit ending = remains.ending();
    StatusReason why = remains.why();
    Removal removal = remains.removal();
    return handle
        .createUpdate(PUT)
        .bind("id", remains.id().value())
        .bindByType("engineId", remains.engineId(), String.class)
        .bind("name", remains.name())
        .bind("image", remains.image())
        .bind("labels", Json.text(new TreeMap<>(remains.labels())))
        .bind("createdAt", remains.createdAt().toEpochMilli())
        .bindByType("startedAt", millis(remains.startedAt()), Long.class)
        .bindByType("finishedAt", ending == null ? null : millis(ending.finishedAt()), Long.class)
        .bindByType("exitCode", ending == null ? null : ending.code(), Integer.class)
        .bind("oom", ending != null && ending.outOfMemory() ? 1 : 0)
        .bind("onRequest", ending != null && ending.onRequest() ? 1 : 0)
        .bindByType(
            "memoryLimit",
            remains.memoryLimit() == null ? null : remains.memoryLimit().bytes(),
            Long.class)
        .bindByType("error", storable(remains.error()), String.class)
        .bindByType("whyCode", why == null ? null : why.code(), String.class)
        .bindByType("whyMessage", why == null ? null : storable(why.message()), String.class)
        .bindByType("removedAt", removal == null ? null : millis(removal.at()), Long.class)
        .bindByType("removedBy", removal == null ? null : removal.by().word(), String.class)
        .bind("keptBytes", lines.length)
        .bind("keptLines", lines)
        .execute();
  }

  /** The engine's words; PostgreSQL has no such character. */
  private static @Nullable String storable(@Nullable String text) {
    return text == null ? null : text.replace("\0", "");
  }

  static Optional<Remains> find(Handle handle, ContainerId id) {
    return rows(select(handle, "id = :id").bind("id", id.value())).stream().findFirst();
  }

  /** The lines as they were put; empty when none were. */
  static byte[] lines(Handle handle, ContainerId id) {
    return handle
        .createQuery("SELECT kept_lines FROM remains WHERE id = :id")
        .bind("id", id.value())
        .map((row, _) -> row.getBytes("kept_lines"))
        .findFirst()
        .orElse(new byte[0]);
  }

  /** Removed ones by their own id or the engine's. */
  static List<Remains> byId(Handle handle, String asked) {
    return rows(
        select(handle, "removed_at IS NOT NULL AND (id = :asked OR engine_id = :asked)")
            .bind("asked", asked));
  }

  /** Removed ones by their name, the last removed first. */
  static List<Remains> byName(Handle handle, String asked) {
    return rows(
        select(handle, "removed_at IS NOT NULL AND name = :asked ORDER BY removed_at DESC")
            .bind("asked", asked));
  }

  /**
   * Removed ones by how their id or the engine's begins.
   *
   * @param asked hex digits
   */
  static List<Remains> byPrefix(Handle handle, String asked) {
    return rows(
        select(
                handle,
                "removed_at IS NOT NULL AND ((id >= :asked AND id < :end)"
                    + " OR (engine_id >= :asked AND engine_id < :end))")
            .bind("asked", asked)
            // No hex digit comes behind it.
            .bind("end", asked + "g"));
  }

  /** Of containers that were there when something was last written of them. */
  static List<Remains> present(Handle handle) {
    return rows(select(handle, "removed_at IS NULL"));
  }

  /** Drops those that were removed before a moment. */
  static int dropRemovedBefore(Handle handle, Instant moment) {
    return handle
        .createUpdate("DELETE FROM remains WHERE removed_at < :moment")
        .bind("moment", moment.toEpochMilli())
        .execute();
  }

  /** What one row has of the bound. */
  record Weight(ContainerId id, boolean isPresent, long bytes) {}

  /** All rows: those of containers that are there first, then the last removed first. */
  static List<Weight> weights(Handle handle) {
    return handle
        .createQuery(
            "SELECT id, removed_at, kept_bytes FROM remains"
                + " ORDER BY CASE WHEN removed_at IS NULL THEN 0 ELSE 1 END, removed_at DESC, id")
        .map(
            (row, _) ->
                new Weight(
                    new ContainerId(row.getString("id")),
                    row.getObject("removed_at") == null,
                    row.getLong("kept_bytes")))
        .list();
  }

  static void drop(Handle handle, ContainerId id) {
    handle.createUpdate("DELETE FROM remains WHERE id = :id").bind("id", id.value()).execute();
  }

  private static Query select(Handle handle, String condition) {
    return handle.createQuery("SELECT " + COLUMNS + " FROM remains WHERE " + condition);
  }

  private static List<Remains> rows(Query query) {
    return query.map((row, _) -> row(row)).list();
  }

  private static Remains row(ResultSet row) throws SQLException {
    String code = row.getString("why_code");
    Long limit = nullable(row, "memory_limit");
    Long removedAt = nullable(row, "removed_at");
    Long exitCode = nullable(row, "exit_code");
    Instant finishedAt = instant(nullable(row, "finished_at"));
    return new Remains(
        new ContainerId(row.getString("id")),
        row.getString("engine_id"),
        row.getString("name"),
        row.getString("image"),
        Json.texts(row.getString("labels")),
        Instant.ofEpochMilli(row.getLong("created_at")),
        instant(nullable(row, "started_at")),
        exitCode == null && finishedAt == null
            ? null
            : new Exit(
                exitCode == null ? null : exitCode.intValue(),
                row.getInt("oom") == 1,
                row.getInt("on_request") == 1,
                finishedAt),
        limit == null ? null : new ByteSize(limit),
        row.getString("error"),
        code == null ? null : new StatusReason(code, row.getString("why_message")),
        removedAt == null
            ? null
            : new Removal(
                Instant.ofEpochMilli(removedAt),
                By.OPERATION.word().equals(row.getString("removed_by"))
                    ? By.OPERATION
                    : By.OUTSIDE));
  }

  private static @Nullable Long nullable(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  private static @Nullable Long millis(@Nullable Instant moment) {
    return moment == null ? null : moment.toEpochMilli();
  }
}
