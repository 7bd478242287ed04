package tianniu.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import tianniu.config.Config;
import tianniu.config.Secret;
import tianniu.keyring.MasterKey;
import tianniu.store.Store;
import tianniu.store.Stores;

/** The journal in a real PostgreSQL, with a database of its own for each test. */
class PostgresJournalIT extends JournalContract {
  private final String name = "journal_" + UUID.randomUUID().toString().replace('-', '_');
  @TempDir private Path dir;

  @Override
  Store openStore() throws IOException {
    asAdmin("CREATE DATABASE " + name);
    Secret url = new Secret(server().resolve("/" + name).toString());
    return Stores.open(dir, new Config.Storage(url, null, 1), MasterKey.loadOrCreate(dir, null));
  }

  @AfterEach
  void dropDatabase() {
    asAdmin("DROP DATABASE " + name + " WITH (FORCE)");
  }

  private static URI server() {
    String url = System.getenv("TIANNIU_LAB_POSTGRES");
    assertThat(url)
        .as("TIANNIU_LAB_POSTGRES, as lab/with and lab/postgres env have it")
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
