package tianniu.operation;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import tianniu.keyring.MasterKey;
import tianniu.store.LabPostgres;
import tianniu.store.Store;
import tianniu.store.Stores;

/** The journal in a real PostgreSQL. */
class PostgresJournalIT extends JournalContract {
  private final LabPostgres database = LabPostgres.named("journal");
  @TempDir private Path dir;

  @Override
  Store openStore() throws IOException {
    return Stores.open(dir, database.make().storage(), MasterKey.loadOrCreate(dir, null));
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }
}
