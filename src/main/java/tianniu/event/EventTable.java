package tianniu.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import tianniu.engine.ContainerId;
import tianniu.http.Json;

/** The tables {@code events}, {@code event_states} and {@code event_marks}. */
final class EventTable {
  static final long NONE = -1;

  private static final String SELECT =
      "SELECT id, at_micros, type, container_id, name, image, labels, details FROM events ";

  private EventTable() {}

  static void insert(Handle handle, List<Event> events, Instant writtenAt) {
    if (events.isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO events (id, written_at, at_micros, type, container_id, name, image,"
                + " labels, details) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Event event : events) {
        Event.Subject about = event.container();
        batch
            .bind(0, event.id())
            .bind(1, writtenAt.toEpochMilli())
            .bind(2, Micros.of(event.at()))
            .bind(3, event.type().name())
            .bindByType(4, about == null ? null : about.id().value(), String.class)
            .bindByType(5, about == null ? null : about.name(), String.class)
            .bindByType(6, about == null ? null : about.image(), String.class)
            .bind(7, about == null ? "{}" : Json.text(new TreeMap<>(about.labels())))
            .bind(8, event.details().json())
            .add();
      }
      batch.execute();
    }
    putLast(handle, events.getLast().id());
  }

  /** From then on there is a last id, which is 0 before the first event. */
  static void putLast(Handle handle, long id) {
    handle
        .createUpdate(
            "INSERT INTO event_marks (name, value) VALUES ('last', :id)"
                + " ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind("id", id)
        .execute();
  }

  /** The last id that was given; {@link #NONE} before the first start has ended its first look. */
  static long last(Handle handle) {
    return handle
        .createQuery("SELECT value FROM event_marks WHERE name = 'last'")
        .mapTo(Long.class)
        .findFirst()
        .orElse(NONE);
  }

  /**
   * The events behind one, oldest first.
   *
   * @param bytes no more of them than make up this weight
   */
  static List<Event> after(Handle handle, long id, int limit, long bytes) {
    return events(
            handle
                .createQuery(SELECT + "WHERE id > :id ORDER BY id LIMIT :limit")
                .bind("id", id)
                .bind("limit", limit))
        .withIterator(
            rows -> {
              List<Event> found = new ArrayList<>();
              long left = bytes;
              while (left > 0 && rows.hasNext()) {
                Event event = rows.next();
                left -= event.weight();
                found.add(event);
              }
              return found;
            });
  }

  /** Reads the newest events of a container, newest first, of which only one is held at a time. */
  static <T> T of(
      Handle handle, ContainerId container, int limit, Function<Stream<Event>, T> reading) {
    return events(
            handle
                .createQuery(
                    SELECT + "WHERE container_id = :container ORDER BY id DESC LIMIT :limit")
                .bind("container", container.value())
                .bind("limit", limit))
        .withStream(reading::apply);
  }

  /** Reads the newest event of each container that ever went by this id or name, newest first. */
  static <T> T named(Handle handle, String asked, Function<Stream<Event>, T> reading) {
    return events(
            handle
                .createQuery(
                    SELECT
                        + "WHERE id IN (SELECT max(id) FROM events"
                        + " WHERE container_id = :asked OR name = :asked GROUP BY container_id)"
                        + " ORDER BY id DESC")
                .bind("asked", asked))
        .withStream(reading::apply);
  }

  /** The newest id from which on all take more bytes than these; 0 when they do not. */
  static long beyond(Handle handle, long bytes) {
    String weight = "sum(octet_length(labels) + octet_length(details) + 200)";
    long all =
        handle
            .createQuery("SELECT coalesce(" + weight + ", 0) FROM events")
            .mapTo(Long.class)
            .one();
    // Ten times as slow, and seldom needed.
    return all <= bytes
        ? 0
        : handle
            .createQuery(
                "SELECT coalesce(max(id), 0) FROM (SELECT id, "
                    + weight
                    + " OVER (ORDER BY id DESC) AS weight FROM events) AS weighed"
                    + " WHERE weight > :bytes")
            .bind("bytes", bytes)
            .mapTo(Long.class)
            .one();
  }

  /** The oldest id that is kept; {@link #NONE} when none is. */
  static long oldest(Handle handle) {
    return handle
        .createQuery("SELECT id FROM events ORDER BY id LIMIT 1")
        .mapTo(Long.class)
        .findFirst()
        .orElse(NONE);
  }

  /**
   * Drops the oldest events that may go, a step of them at most, and none behind one that may not:
   * the sequence has no holes.
   *
   * @param before those that were written before this may go
   * @param through those up to this id may go
   * @return how many went
   */
  static int trim(Handle handle, Instant before, long through, int step) {
    List<Written> oldest =
        handle
            .createQuery("SELECT id, written_at FROM events ORDER BY id LIMIT :step")
            .bind("step", step)
            .map((row, _) -> new Written(row.getLong("id"), row.getLong("written_at")))
            .list();
    long cut = 0;
    for (Written each : oldest) {
      if (each.id() > through && each.millis() >= before.toEpochMilli()) {
        break;
      }
      cut = each.id();
    }
    return cut == 0
        ? 0
        : handle.createUpdate("DELETE FROM events WHERE id <= :cut").bind("cut", cut).execute();
  }

  private record Written(long id, long millis) {}

  static Map<ContainerId, State> states(Handle handle) {
    Map<ContainerId, State> states = new HashMap<>();
    handle
        .createQuery("SELECT container_id, state FROM event_states")
        .map(
            (row, _) ->
                StateText.read(
                    new ContainerId(row.getString("container_id")), row.getString("state")))
        .forEach(state -> states.put(state.id(), state));
    return states;
  }

  static void putStates(Handle handle, Collection<State> states) {
    if (states.isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO event_states (container_id, state) VALUES (?, ?)"
                + " ON CONFLICT (container_id) DO UPDATE SET state = excluded.state")) {
      states.forEach(state -> batch.bind(0, state.id().value()).bind(1, StateText.of(state)).add());
      batch.execute();
    }
  }

  static void deleteStates(Handle handle, Collection<ContainerId> ids) {
    for (ContainerId id : ids) {
      handle
          .createUpdate("DELETE FROM event_states WHERE container_id = :id")
          .bind("id", id.value())
          .execute();
    }
  }

  /** Not all at once: each may have many labels. */
  private static ResultIterable<Event> events(Query query) {
    return query.setFetchSize(16).map((row, _) -> event(row));
  }

  private static Event event(ResultSet row) throws SQLException {
    String container = row.getString("container_id");
    return new Event(
        row.getLong("id"),
        Micros.instant(row.getLong("at_micros")),
        EventType.valueOf(row.getString("type")),
        container == null
            ? null
            : new Event.Subject(
                new ContainerId(container),
                row.getString("name"),
                row.getString("image"),
                Json.texts(row.getString("labels"))),
        Details.of(row.getString("details")));
  }
}
