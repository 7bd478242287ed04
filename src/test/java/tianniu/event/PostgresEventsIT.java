package tianniu.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tianniu.config.Config;
import tianniu.config.Secret;

/** The events on a real PostgreSQL, with a database of its own for each test. */
class PostgresEventsIT extends EventsContract {
  private final String name = "events_" + UUID.randomUUID().toString().replace('-', '_');

  @BeforeEach
  void makeDatabase() throws SQLException {
    asAdmin("CREATE DATABASE " + name);
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    asAdmin("DROP DATABASE " + name + " WITH (FORCE)");
  }

  @Override
  Config.Storage storage() {
    return new Config.Storage(new Secret(server().resolve("/" + name).toString()), null, 365);
  }

  private static URI server() {
    String url = System.getenv("TIANNIU_LAB_POSTGRES");
    assertThat(url)
        .as("TIANNIU_LAB_POSTGRES: `lab/postgres up`, then `export $(lab/postgres env)`")
        .isNotNull();
    return URI.create(url);
  }

  private static void asAdmin(String sql) throws SQLException {
    URI server = server();
    String[] user = server.getUserInfo().split(":", 2);
    String url = "jdbc:postgresql://" + server.getAuthority().split("@", 2)[1] + server.getPath();
    try (Connection connection = DriverManager.getConnection(url, user[0], user[1]);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
