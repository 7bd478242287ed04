package tianniu.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.PreparedBatch;
import tianniu.caller.Permission;
import tianniu.store.Store;

/** Keys and roles in the database. */
final class KeyTable {
  private final Store store;

  KeyTable(Store store) {
    this.store = store;
  }

  List<ApiKey> keys() {
    return store.read(
        handle ->
            handle
                .createQuery("SELECT * FROM api_keys ORDER BY created_at, id")
                .map((row, _) -> key(row))
                .list());
  }

  void add(ApiKey key) {
    Instant expiry = key.expiresAt();
    if (expiry == null) {
      throw new IllegalArgumentException("only the installation's own key lasts, and is not kept");
    }
    store.write(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO api_keys (id, name, role, grants, created_at, created_by,"
                        + " expires_at, hash) VALUES (:id, :name, :role, :grants, :created,"
                        + " :maker, :expires, :hash)")
                .bind("id", key.id())
                .bind("name", key.name())
                .bind("role", key.role())
                .bind("grants", GrantsView.write(key.grants()))
                .bind("created", key.createdAt().toEpochMilli())
                .bind("maker", key.createdBy())
                .bind("expires", expiry.toEpochMilli())
                .bind("hash", key.hash().hex())
                .execute());
  }

  void rotate(ApiKey key) {
    ApiKey.Former former = key.former();
    store.write(
        handle ->
            handle
                .createUpdate(
                    "UPDATE api_keys SET hash = :hash, former_hash = :former, former_until = :until"
                        + " WHERE id = :id")
                .bind("id", key.id())
                .bind("hash", key.hash().hex())
                .bind("former", former == null ? null : former.hash().hex())
                .bind("until", former == null ? null : former.until().toEpochMilli())
                .execute());
  }

  void remove(String id) {
    store.write(
        handle -> {
          handle.execute("DELETE FROM key_uses WHERE id = ?", id);
          return handle.execute("DELETE FROM api_keys WHERE id = ?", id);
        });
  }

  Map<String, HeldKey.LastUse> uses() {
    Map<String, HeldKey.LastUse> uses = new HashMap<>();
    store.read(
        handle ->
            handle
                .createQuery("SELECT id, used_at, used_from FROM key_uses")
                .map(
                    (row, _) ->
                        uses.put(
                            row.getString("id"),
                            new HeldKey.LastUse(
                                row.getLong("used_at"), row.getString("used_from"))))
                .list());
    return uses;
  }

  void used(Map<String, HeldKey.LastUse> uses) {
    store.write(
        handle -> {
          PreparedBatch batch =
              handle.prepareBatch(
                  "INSERT INTO key_uses (id, used_at, used_from) VALUES (:id, :at, :source)"
                      + " ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at,"
                      + " used_from = excluded.used_from");
          uses.forEach(
              (id, use) ->
                  batch.bind("id", id).bind("at", use.millis()).bind("source", use.from()).add());
          return batch.execute();
        });
  }

  List<Role> roles() {
    return store.read(
        handle ->
            handle
                .createQuery("SELECT name, permissions FROM roles ORDER BY name")
                .map(
                    (row, _) ->
                        new Role(
                            row.getString("name"),
                            permissions(row.getString("permissions")),
                            false))
                .list());
  }

  void keep(Role role) {
    String words =
        role.permissions().stream().map(Permission::word).collect(Collectors.joining(" "));
    store.write(
        handle ->
            handle.execute(
                "INSERT INTO roles (name, permissions) VALUES (?, ?)"
                    + " ON CONFLICT (name) DO UPDATE SET permissions = excluded.permissions",
                role.name(),
                words));
  }

  void removeRole(String name) {
    store.write(handle -> handle.execute("DELETE FROM roles WHERE name = ?", name));
  }

  /** A word that this version does not know is a permission that nobody can have. */
  private static Set<Permission> permissions(String words) {
    return Stream.of(words.split(" ", -1))
        .flatMap(word -> Permission.of(word).stream())
        .collect(Collectors.toSet());
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    String former = row.getString("former_hash");
    return new ApiKey(
        row.getString("id"),
        row.getString("name"),
        row.getString("role"),
        GrantsView.read(row.getString("grants")),
        Instant.ofEpochMilli(row.getLong("created_at")),
        row.getString("created_by"),
        Instant.ofEpochMilli(row.getLong("expires_at")),
        KeyHash.parse(row.getString("hash")),
        former == null
            ? null
            : new ApiKey.Former(
                KeyHash.parse(former), Instant.ofEpochMilli(row.getLong("former_until"))));
  }
}
