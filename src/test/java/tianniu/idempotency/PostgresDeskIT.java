package tianniu.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import tianniu.config.Config;
import tianniu.config.Secret;

/** On a real PostgreSQL, with a database of its own for each test. */
class PostgresDeskIT extends DeskContract {
  private final String name = "desk_" + UUID.randomUUID().toString().replace('-', '_');

  private static URI server() {
    String url = System.getenv("TIANNIU_LAB_POSTGRES");
    assertThat(url).as("TIANNIU_LAB_POSTGRES, as lab/with has it").isNotNull();
    return URI.create(url);
  }

  private static void asAdmin(String sql) {
    URI server = server();
    String[] user = server.getUserInfo().split(":", 2);
    String url = "jdbc:postgresql://" + server.getAuthority().split("@", 2)[1] + server.getPath();
    Jdbi.create(url, user[0], user[1]).useHandle(handle -> handle.execute(sql));
  }

  @Override
  Config.Storage storage() {
    asAdmin("CREATE DATABASE " + name);
    return new Config.Storage(new Secret(server().resolve("/" + name).toString()), null, 365);
  }

  @AfterEach
  void dropDatabase() {
    asAdmin("DROP DATABASE " + name + " WITH (FORCE)");
  }
}
