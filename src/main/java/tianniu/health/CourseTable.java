package tianniu.health;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import tianniu.engine.ContainerId;

/** The table {@code unhealthy_restarts}. */
final class CourseTable {
  private static final String PUT =
      """
      INSERT INTO unhealthy_restarts (container_id, restarts, last_at)
      VALUES (:id, :restarts, :lastAt)
      ON CONFLICT (container_id) DO UPDATE SET
        restarts = excluded.restarts, last_at = excluded.last_at
      """;

  private CourseTable() {}

  static Map<ContainerId, Course> all(Handle handle) {
    Map<ContainerId, Course> all = new HashMap<>();
    handle
        .createQuery("SELECT * FROM unhealthy_restarts")
        .map(
            (row, _) ->
                all.put(
                    new ContainerId(row.getString("container_id")),
                    new Course(
                        row.getInt("restarts"),
                        Instant.ofEpochMilli(row.getLong("last_at")),
                        null)))
        .list();
    return all;
  }

  static int put(Handle handle, ContainerId id, int restarts, Instant lastAt) {
    return handle
        .createUpdate(PUT)
        .bind("id", id.value())
        .bind("restarts", restarts)
        .bind("lastAt", lastAt.toEpochMilli())
        .execute();
  }

  static int delete(Handle handle, Collection<ContainerId> ids) {
    int deleted = 0;
    for (ContainerId id : ids) {
      deleted +=
          handle
              .createUpdate("DELETE FROM unhealthy_restarts WHERE container_id = :id")
              .bind("id", id.value())
              .execute();
    }
    return deleted;
  }
}
