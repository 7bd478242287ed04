package tianniu.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.http.Json;
import tianniu.live.StatusReason;
import tianniu.operation.Operation.By;

/** The table {@code operations}. */
final class OperationTable {
  private static final String INSERT =
      """
      INSERT INTO operations (seq, id, verb, container_id, container_name, labels, terms, scope,
                              key_id, cause, accepted_at, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'accepted')
      """;

  private static final String END =
      """
      UPDATE operations SET state = :state, started_at = :startedAt, ended_at = :endedAt,
        why_code = :code, why_message = :message
      WHERE id = :id AND ended_at IS NULL
      """;

  private static final String TRIM =
      """
      DELETE FROM operations WHERE seq IN (
        SELECT seq FROM operations
        WHERE ended_at IS NOT NULL AND (seq <= :through OR ended_at < :before)
        ORDER BY seq LIMIT :most)
      """;

  /** The labels may be many, and a page shows none. */
  private static final String UNLABELLED =
      "SELECT seq, id, verb, container_id, container_name, '{}' AS labels, terms, scope, key_id,"
          + " cause, accepted_at, started_at, ended_at, state, why_code, why_message";

  private static final String WEIGHT =
      "SELECT coalesce(sum(octet_length(labels) + octet_length(scope) + 400), 0) FROM operations";

  /** Ten times as slow. */
  private static final String BEYOND =
      """
      SELECT coalesce(max(seq), 0) FROM (
        SELECT seq, sum(octet_length(labels) + octet_length(scope) + 400)
          OVER (ORDER BY seq DESC) AS weight FROM operations) AS weighed
      WHERE weight > :bytes
      """;

  private OperationTable() {}

  static void insert(Handle handle, List<Operation> operations) {
    try (PreparedBatch batch = handle.prepareBatch(INSERT)) {
      for (Operation each : operations) {
        batch
            .bind(0, each.seq())
            .bind(1, each.id().value())
            .bind(2, each.verb())
            .bind(3, each.container().value())
            .bind(4, each.name())
            .bind(5, Json.text(new TreeMap<>(each.labels())))
            .bind(6, each.terms().write())
            .bind(7, Json.text(new TreeMap<>(each.by().scope().labels())))
            .bindByType(8, each.by().keyId(), String.class)
            .bindByType(9, each.by().cause(), String.class)
            .bind(10, each.acceptedAt().toEpochMilli())
            .add();
      }
      batch.execute();
    }
  }

  /** False when it had been written already, or is not there. */
  static boolean end(Handle handle, End end) {
    StatusReason why = end.outcome().why();
    Instant startedAt = end.startedAt();
    return handle
            .createUpdate(END)
            .bind("id", end.operation().id().value())
            .bind("state", end.outcome().state().word())
            .bindByType(
                "startedAt", startedAt == null ? null : startedAt.toEpochMilli(), Long.class)
            .bind("endedAt", end.endedAt().toEpochMilli())
            .bindByType("code", why == null ? null : why.code(), String.class)
            // The engine's words; PostgreSQL has no such character.
            .bindByType(
                "message", why == null ? null : why.message().replace("\0", ""), String.class)
            .execute()
        == 1;
  }

  static boolean delete(Handle handle, OperationId id) {
    return handle.execute("DELETE FROM operations WHERE id = ?", id.value()) == 1;
  }

  /** Those that were accepted and have not ended, in the order of their acceptance. */
  static List<Operation> open(Handle handle) {
    return rows(handle.createQuery("SELECT * FROM operations WHERE ended_at IS NULL ORDER BY seq"))
        .stream()
        .map(Entry::operation)
        .toList();
  }

  static long lastSeq(Handle handle) {
    return handle
        .createQuery("SELECT coalesce(max(seq), 0) FROM operations")
        .mapTo(Long.class)
        .one();
  }

  static Optional<Entry> find(Handle handle, OperationId id) {
    return rows(
            handle.createQuery("SELECT * FROM operations WHERE id = :id").bind("id", id.value()))
        .stream()
        .findFirst();
  }

  /** Those of one cause, in the order of their acceptance. */
  static List<Entry> byCause(Handle handle, String cause) {
    return rows(
        handle
            .createQuery("SELECT * FROM operations WHERE cause = :cause ORDER BY seq")
            .bind("cause", cause));
  }

  /** A page of those that match, newest first and without labels, and how many there are. */
  static Journal.Page page(Handle handle, Criteria criteria, int limit, long offset) {
    Map<String, Object> values = new LinkedHashMap<>();
    String where = " FROM operations WHERE " + condition(criteria, values);
    int total =
        handle.createQuery("SELECT count(*)" + where).bindMap(values).mapTo(Integer.class).one();
    List<Entry> page =
        rows(
            handle
                .createQuery(UNLABELLED + where + " ORDER BY seq DESC LIMIT :limit OFFSET :offset")
                .bindMap(values)
                .bind("limit", limit)
                .bind("offset", offset));
    return new Journal.Page(total, page);
  }

  /** The container that an id or a name once meant, by its newest operation. */
  static Optional<ContainerId> container(Handle handle, String asked, Scope scope) {
    Map<String, Object> values = new LinkedHashMap<>(Map.of("asked", asked));
    String condition =
        "(container_id = :asked OR container_name = :asked) AND "
            + condition(new Criteria(scope, null, null), values);
    return rows(
            handle
                .createQuery(
                    "SELECT * FROM operations WHERE " + condition + " ORDER BY seq DESC LIMIT 1")
                .bindMap(values))
        .stream()
        .map(found -> found.operation().container())
        .findFirst();
  }

  /** Drops some that ended before a time, or came before another; the number of those dropped. */
  static int trim(Handle handle, long through, Instant before, int most) {
    return handle
        .createUpdate(TRIM)
        .bind("through", through)
        .bind("before", before.toEpochMilli())
        .bind("most", most)
        .execute();
  }

  /** The newest number from which on all take more bytes than these; 0 when they do not. */
  static long beyond(Handle handle, long bytes) {
    return handle.createQuery(WEIGHT).mapTo(Long.class).one() <= bytes
        ? 0
        : handle.createQuery(BEYOND).bind("bytes", bytes).mapTo(Long.class).one();
  }

  private static String condition(Criteria criteria, Map<String, Object> values) {
    List<String> conditions = new ArrayList<>(List.of("1 = 1"));
    ContainerId container = criteria.container();
    if (container != null) {
      conditions.add("container_id = :container");
      values.put("container", container.value());
    }
    State state = criteria.state();
    if (state != null) {
      conditions.add("state = :state");
      values.put("state", state.word());
    }
    criteria
        .scope()
        .labels()
        .forEach(
            (key, value) -> {
              // As in the object's text, where a quote within a key or a value is escaped. LIKE
              // has no regard for case in SQLite.
              String written = Json.text(Map.of(key, value));
              String pair = written.substring(1, written.length() - 1);
              String first = "first" + values.size();
              String later = "later" + values.size();
              conditions.add(
                  "(replace(labels, :%s, '') <> labels OR replace(labels, :%s, '') <> labels)"
                      .formatted(first, later));
              values.put(first, "{" + pair);
              values.put(later, "," + pair);
            });
    return String.join(" AND ", conditions);
  }

  private static List<Entry> rows(Query query) {
    return query.map((row, _) -> row(row)).list();
  }

  private static Entry row(ResultSet row) throws SQLException {
    String code = row.getString("why_code");
    return new Entry(
        new Operation(
            row.getLong("seq"),
            new OperationId(row.getString("id")),
            row.getString("verb"),
            new ContainerId(row.getString("container_id")),
            row.getString("container_name"),
            Json.texts(row.getString("labels")),
            Terms.read(row.getString("terms")),
            new By(
                new Scope(Json.texts(row.getString("scope"))),
                row.getString("key_id"),
                row.getString("cause")),
            Instant.ofEpochMilli(row.getLong("accepted_at"))),
        State.of(row.getString("state")).orElse(State.FAILED),
        code == null ? null : new StatusReason(code, row.getString("why_message")),
        time(row, "started_at"),
        time(row, "ended_at"));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
