package tianniu.quota;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;
import tianniu.http.Json;

/** The table {@code quotas}. */
final class QuotaTable {
  private static final String PUT =
      """
      INSERT INTO quotas (name, labels, containers, cpu_nanos, memory_bytes, ports,
                          created_at, created_by, updated_at, updated_by)
      VALUES (:name, :labels, :containers, :cpu, :memory, :ports,
              :createdAt, :createdBy, :updatedAt, :updatedBy)
      ON CONFLICT (name) DO UPDATE SET
        labels = excluded.labels, containers = excluded.containers,
        cpu_nanos = excluded.cpu_nanos, memory_bytes = excluded.memory_bytes,
        ports = excluded.ports, updated_at = excluded.updated_at, updated_by = excluded.updated_by
      """;

  private QuotaTable() {}

  static List<Quota> all(Handle handle) {
    return handle
        .createQuery("SELECT * FROM quotas ORDER BY name")
        .map((row, _) -> quota(row))
        .list();
  }

  static int put(Handle handle, Quota quota) {
    ResourceQuota limits = quota.limits();
    Cpus cpu = limits.cpu();
    ByteSize memory = limits.memory();
    return handle
        .createUpdate(PUT)
        .bind("name", quota.name())
        .bind("labels", Json.text(new TreeMap<>(quota.scope().labels())))
        .bindByType("containers", limits.containers(), Integer.class)
        .bindByType("cpu", cpu == null ? null : Long.valueOf(cpu.nanos()), Long.class)
        .bindByType("memory", memory == null ? null : Long.valueOf(memory.bytes()), Long.class)
        .bindByType("ports", limits.ports(), Integer.class)
        .bind("createdAt", quota.createdAt().toEpochMilli())
        .bind("createdBy", quota.createdBy())
        .bind("updatedAt", quota.updatedAt().toEpochMilli())
        .bind("updatedBy", quota.updatedBy())
        .execute();
  }

  static int delete(Handle handle, String name) {
    return handle
        .createUpdate("DELETE FROM quotas WHERE name = :name")
        .bind("name", name)
        .execute();
  }

  private static Quota quota(ResultSet row) throws SQLException {
    Long cpu = number(row, "cpu_nanos");
    Long memory = number(row, "memory_bytes");
    Long containers = number(row, "containers");
    Long ports = number(row, "ports");
    return new Quota(
        row.getString("name"),
        new Scope(Json.texts(row.getString("labels"))),
        new ResourceQuota(
            containers == null ? null : containers.intValue(),
            cpu == null ? null : new Cpus(cpu),
            memory == null ? null : new ByteSize(memory),
            ports == null ? null : ports.intValue()),
        Instant.ofEpochMilli(row.getLong("created_at")),
        row.getString("created_by"),
        Instant.ofEpochMilli(row.getLong("updated_at")),
        row.getString("updated_by"));
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}
