package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;

/**
 * Looks into the file in which a server keeps its state while it runs, for what it writes behind
 * its answers and tells nobody of.
 */
final class OnDisk {
  private OnDisk() {}

  /** Waits for a row; {@code where} is a table and a condition with one parameter. */
  static void awaitRow(Product product, String where, String parameter) {
    String database = "jdbc:sqlite:" + product.dataDir().resolve("tianniu.db");
    await(where)
        .atMost(Api.SETTLED)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (Connection connection = DriverManager.getConnection(database);
                  PreparedStatement query = connection.prepareStatement("SELECT 1 FROM " + where)) {
                query.setString(1, parameter);
                assertThat(query.executeQuery().next()).isTrue();
              }
            });
  }
}
