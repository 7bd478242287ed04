package tianniu.system;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.store.LabPostgres;

/** The databases that the server can keep its state in. */
enum Database {
  SQLITE,
  POSTGRESQL;

  /**
   * One database, for one server.
   *
   * @param lab null for the file that a server has by itself
   */
  record Made(Map<String, String> settings, @Nullable LabPostgres lab) implements AutoCloseable {
    @Override
    public void close() {
      if (lab != null) {
        lab.close();
      }
    }
  }

  /** A new one, and the settings with which a server uses it. */
  Made make() {
    return switch (this) {
      case SQLITE -> new Made(Map.of(), null);
      case POSTGRESQL -> {
        LabPostgres lab = LabPostgres.named("system").make();
        yield new Made(Map.of("TIANNIU_DATABASE_URL", lab.url()), lab);
      }
    };
  }
}
