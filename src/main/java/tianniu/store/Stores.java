package tianniu.store;

import java.io.IOException;
import java.nio.file.Path;
import tianniu.config.Config;
import tianniu.config.Secret;
import tianniu.keyring.MasterKey;

/** Opens the database that is configured. */
public final class Stores {
  private Stores() {}

  /**
   * Opens it and brings it to the newest schema.
   *
   * @param key the one that the database was made with
   * @throws IOException in one sentence, when it cannot be used; nothing in it is changed then
   */
  public static Store open(Path dataDir, Config.Storage storage, MasterKey key) throws IOException {
    Secret url = storage.databaseUrl();
    return url != null ? PostgresStore.open(url, key) : SqliteStore.open(dataDir, key);
  }
}
