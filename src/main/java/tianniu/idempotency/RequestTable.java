package tianniu.idempotency;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code idempotent_requests}. */
final class RequestTable {
  private RequestTable() {}

  /** How much there is. */
  record Extent(long rows, long bytes) {}

  /** What a row takes. */
  record Weight(String id, long bytes) {}

  static Optional<Row> find(Handle handle, Slot slot) {
    return handle
        .createQuery(
            "SELECT * FROM idempotent_requests"
                + " WHERE api_key = :apiKey AND operation = :operation AND name = :name")
        .bind("apiKey", slot.apiKey())
        .bind("operation", slot.operation())
        .bind("name", slot.name())
        .map((row, _) -> row(row))
        .findOne();
  }

  /** Takes the slot; it must be free. */
  static int insert(Handle handle, Row row) {
    return handle
        .createUpdate(
            """
            INSERT INTO idempotent_requests
              (id, api_key, operation, name, fingerprint, request_id, accepted_at, plan, bytes)
            VALUES
              (:id, :apiKey, :operation, :name, :fingerprint, :requestId, :acceptedAt, :plan,
               :bytes)
            """)
        .bind("id", row.id())
        .bind("apiKey", row.slot().apiKey())
        .bind("operation", row.slot().operation())
        .bind("name", row.slot().name())
        .bind("fingerprint", row.fingerprint())
        .bind("requestId", row.requestId())
        .bind("acceptedAt", row.acceptedAt().toEpochMilli())
        .bind("plan", row.plan())
        .bind("bytes", row.bytes())
        .execute();
  }

  static int answer(Handle handle, Row row, int status, byte[] sealed) {
    return handle
        .createUpdate(
            "UPDATE idempotent_requests SET status = :status, answer = :answer, bytes = :bytes"
                + " WHERE id = :id")
        .bind("id", row.id())
        .bind("status", status)
        .bind("answer", sealed)
        .bind("bytes", row.bytes())
        .execute();
  }

  static int delete(Handle handle, List<String> ids) {
    int deleted = 0;
    for (String id : ids) {
      deleted +=
          handle
              .createUpdate("DELETE FROM idempotent_requests WHERE id = :id")
              .bind("id", id)
              .execute();
    }
    return deleted;
  }

  static Extent extent(Handle handle) {
    return handle
        .createQuery(
            "SELECT count(*) AS many, coalesce(sum(bytes), 0) AS total FROM idempotent_requests")
        .map((row, _) -> new Extent(row.getLong("many"), row.getLong("total")))
        .one();
  }

  /** The oldest ones that are older than this. */
  static List<Weight> oldest(Handle handle, Instant before, int atMost) {
    return handle
        .createQuery(
            "SELECT id, bytes FROM idempotent_requests WHERE accepted_at < :before"
                + " ORDER BY accepted_at LIMIT :atMost")
        .bind("before", before.toEpochMilli())
        .bind("atMost", atMost)
        .map((row, _) -> new Weight(row.getString("id"), row.getLong("bytes")))
        .list();
  }

  private static Row row(ResultSet row) throws SQLException {
    byte @Nullable [] answer = row.getBytes("answer");
    return new Row(
        row.getString("id"),
        new Slot(row.getString("api_key"), row.getString("operation"), row.getString("name")),
        row.getString("fingerprint"),
        row.getString("request_id"),
        Instant.ofEpochMilli(row.getLong("accepted_at")),
        row.getString("plan"),
        answer == null ? null : ByteBuffer.wrap(answer));
  }
}
