package tianniu.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import tianniu.config.Config;
import tianniu.config.Secret;

/** A database of its own on the lab's PostgreSQL, dropped at the end whoever still uses it. */
public final class LabPostgres implements AutoCloseable {
  private final String name;

  private LabPostgres(String name) {
    this.name = name;
  }

  /**
   * A name that no other database has; the database is still to be made.
   *
   * @param purpose small letters, which its name begins with
   */
  public static LabPostgres named(String purpose) {
    return new LabPostgres(purpose + "_" + UUID.randomUUID().toString().replace('-', '_'));
  }

  public LabPostgres make() {
    asAdmin("CREATE DATABASE " + name);
    return this;
  }

  /** As {@code TIANNIU_DATABASE_URL} has it. */
  public String url() {
    return URI.create(server().reveal()).resolve("/" + name).toString();
  }

  public Config.Storage storage() {
    return new Config.Storage(new Secret(url()), null, 365);
  }

  String name() {
    return name;
  }

  private static Secret server() {
    String url = System.getenv("TIANNIU_LAB_POSTGRES");
    assertThat(url)
        .as("TIANNIU_LAB_POSTGRES: `lab/postgres up`, then `export $(lab/postgres env)`")
        .isNotNull();
    return new Secret(url);
  }

  static Jdbi admin() {
    return Jdbi.create(DatabaseAddress.of(server()).dataSource());
  }

  static void asAdmin(String sql) {
    admin().useHandle(handle -> handle.execute(sql));
  }

  @Override
  public void close() {
    asAdmin("DROP DATABASE " + name + " WITH (FORCE)");
  }
}
