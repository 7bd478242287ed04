package tianniu.secret;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import tianniu.secret.Secret.PublicPart;

/** The SQL of secrets. */
final class SecretTable {
  private static final String PUBLIC =
      "SELECT name, version, public_part, created_at, created_by, updated_at, updated_by";

  private SecretTable() {}

  /** A secret with its values, as they were sealed. */
  record Row(Secret secret, String sealed) {}

  /** By name. */
  static List<Secret> all(Handle handle) {
    return handle
        .createQuery(PUBLIC + " FROM secrets ORDER BY name")
        .map((result, _) -> secret(result))
        .list();
  }

  static Optional<Row> find(Handle handle, String name) {
    return handle
        .createQuery(PUBLIC + ", sealed_part FROM secrets WHERE name = :name")
        .bind("name", name)
        .map((result, _) -> new Row(secret(result), result.getString("sealed_part")))
        .findOne();
  }

  /** Those of the names that are there. */
  static Map<String, Row> find(Handle handle, Collection<String> names) {
    Map<String, Row> rows = new HashMap<>();
    names.forEach(name -> find(handle, name).ifPresent(row -> rows.put(name, row)));
    return rows;
  }

  /** False when somebody else has just taken the name. */
  static boolean insert(Handle handle, Secret secret, String sealed) {
    return handle
            .createUpdate(
                """
                INSERT INTO secrets (name, version, public_part, sealed_part,
                    created_at, created_by, updated_at, updated_by)
                VALUES (:name, :version, :publicPart, :sealedPart,
                    :createdAt, :createdBy, :updatedAt, :updatedBy)
                ON CONFLICT (name) DO NOTHING
                """)
            .bind("name", secret.name())
            .bind("version", secret.version())
            .bind("publicPart", secret.shown().json())
            .bind("sealedPart", sealed)
            .bind("createdAt", secret.createdAt().toEpochMilli())
            .bind("createdBy", secret.createdBy())
            .bind("updatedAt", secret.updatedAt().toEpochMilli())
            .bind("updatedBy", secret.updatedBy())
            .execute()
        == 1;
  }

  /** False when it is not of the version before this one any more. */
  static boolean update(Handle handle, Secret secret, String sealed) {
    return handle
            .createUpdate(
                """
                UPDATE secrets SET version = :version, public_part = :publicPart,
                    sealed_part = :sealedPart, updated_at = :updatedAt, updated_by = :updatedBy
                WHERE name = :name AND version = :version - 1
                """)
            .bind("name", secret.name())
            .bind("version", secret.version())
            .bind("publicPart", secret.shown().json())
            .bind("sealedPart", sealed)
            .bind("updatedAt", secret.updatedAt().toEpochMilli())
            .bind("updatedBy", secret.updatedBy())
            .execute()
        == 1;
  }

  static boolean delete(Handle handle, Secret secret) {
    return handle
            .createUpdate("DELETE FROM secrets WHERE name = :name AND version = :version")
            .bind("name", secret.name())
            .bind("version", secret.version())
            .execute()
        == 1;
  }

  private static Secret secret(ResultSet result) throws SQLException {
    return new Secret(
        result.getString("name"),
        result.getLong("version"),
        PublicPart.of(result.getString("public_part")),
        Instant.ofEpochMilli(result.getLong("created_at")),
        result.getString("created_by"),
        Instant.ofEpochMilli(result.getLong("updated_at")),
        result.getString("updated_by"));
  }
}
