package tianniu.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import tianniu.audit.Entry.Chained;

/** The audit's tables. */
final class AuditTable {
  static final String HEAD = "head";
  static final String ANCHOR = "anchor";

  private static final String COLUMNS =
      "seq, at_micros, request_id, operation, method, path, key_id, key_name, source, target_kind,"
          + " target_id, target_name, outcome, status, details, labels, hash";

  private AuditTable() {}

  static void insert(Handle handle, List<Chained> entries) {
    if (entries.isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO audit_entries ("
                + COLUMNS
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Chained each : entries) {
        Entry entry = each.entry();
        batch
            .bind(0, entry.seq())
            .bind(1, entry.atMicros())
            .bind(2, entry.requestId())
            .bind(3, entry.operation())
            .bind(4, entry.method())
            .bind(5, entry.path())
            .bind(6, entry.keyId())
            .bind(7, entry.keyName())
            .bind(8, entry.source())
            .bind(9, entry.targetKind())
            .bind(10, entry.targetId())
            .bind(11, entry.targetName())
            .bind(12, entry.outcome())
            .bind(13, entry.status())
            .bind(14, entry.details())
            .bind(15, entry.labels())
            .bind(16, each.hash())
            .add();
      }
      batch.execute();
    }
  }

  /** The entries behind one, oldest first. */
  static List<Chained> after(Handle handle, long seq, int limit) {
    return rows(
        handle
            .createQuery(
                "SELECT "
                    + COLUMNS
                    + " FROM audit_entries WHERE seq > :seq ORDER BY seq LIMIT :limit")
            .bind("seq", seq)
            .bind("limit", limit));
  }

  /** The newest entry; null when there is none. */
  static @Nullable Chained last(Handle handle) {
    List<Chained> found =
        rows(
            handle.createQuery(
                "SELECT " + COLUMNS + " FROM audit_entries ORDER BY seq DESC LIMIT 1"));
    return found.isEmpty() ? null : found.getFirst();
  }

  /** Those that match, newest first. */
  static List<Chained> matching(Handle handle, AuditFilter filter) {
    return rows(
        filter.bindTo(
            handle.createQuery(
                "SELECT "
                    + COLUMNS
                    + " FROM audit_entries WHERE "
                    + filter.condition()
                    + " ORDER BY seq DESC LIMIT :limit")));
  }

  static void deleteThrough(Handle handle, long seq) {
    handle.createUpdate("DELETE FROM audit_entries WHERE seq <= :seq").bind("seq", seq).execute();
  }

  static Mark.@Nullable Sealed mark(Handle handle, String name) {
    return handle
        .createQuery("SELECT seq, hash, seal FROM audit_marks WHERE name = :name")
        .bind("name", name)
        .map(
            (row, _) ->
                new Mark.Sealed(
                    new Mark(row.getLong("seq"), row.getString("hash")), row.getString("seal")))
        .findFirst()
        .orElse(null);
  }

  static void putMark(Handle handle, String name, Mark.Sealed sealed) {
    handle
        .createUpdate(
            "INSERT INTO audit_marks (name, seq, hash, seal) VALUES (:name, :seq, :hash, :seal)"
                + " ON CONFLICT (name) DO UPDATE"
                + " SET seq = excluded.seq, hash = excluded.hash, seal = excluded.seal")
        .bind("name", name)
        .bind("seq", sealed.mark().seq())
        .bind("hash", sealed.mark().hash())
        .bind("seal", sealed.seal())
        .execute();
  }

  private static List<Chained> rows(Query query) {
    return query.map((row, _) -> row(row)).list();
  }

  private static Chained row(ResultSet row) throws SQLException {
    return new Chained(
        new Entry(
            row.getLong("seq"),
            row.getLong("at_micros"),
            row.getString("request_id"),
            row.getString("operation"),
            row.getString("method"),
            row.getString("path"),
            row.getString("key_id"),
            row.getString("key_name"),
            row.getString("source"),
            row.getString("target_kind"),
            row.getString("target_id"),
            row.getString("target_name"),
            row.getString("outcome"),
            row.getInt("status"),
            row.getString("details"),
            row.getString("labels")),
        row.getString("hash"));
  }
}
