package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

/** The databases that the server can keep its state in. */
enum Database {
  SQLITE,
  POSTGRESQL;

  /** One database, for one server. */
  record Made(Map<String, String> settings, String name) implements AutoCloseable {
    @Override
    public void close() {
      if (!name.isEmpty()) {
        asAdmin("DROP DATABASE " + name + " WITH (FORCE)");
      }
    }
  }

  /** A new one, and the settings with which a server uses it. */
  Made make() {
    return switch (this) {
      case SQLITE -> new Made(Map.of(), "");
      case POSTGRESQL -> {
        String name = "system_" + UUID.randomUUID().toString().replace('-', '_');
        asAdmin("CREATE DATABASE " + name);
        yield new Made(
            Map.of("TIANNIU_DATABASE_URL", server().resolve("/" + name).toString()), name);
      }
    };
  }

  private static URI server() {
    String url = System.getenv("TIANNIU_LAB_POSTGRES");
    assertThat(url)
        .as("TIANNIU_LAB_POSTGRES: `lab/postgres up`, then `export $(lab/postgres env)`")
        .isNotNull();
    return URI.create(url);
  }

  private static void asAdmin(String sql) {
    URI server = server();
    String[] user = server.getUserInfo().split(":", 2);
    String url = "jdbc:postgresql://" + server.getAuthority().split("@", 2)[1] + server.getPath();
    try (Connection connection = DriverManager.getConnection(url, user[0], user[1]);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
