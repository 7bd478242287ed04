package tianniu.operation;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import tianniu.config.Config;
import tianniu.keyring.MasterKey;
import tianniu.store.ReadyDatabase;
import tianniu.store.Store;
import tianniu.store.Stores;

/** The journal in a file. */
class SqliteJournalTest extends JournalContract {
  @TempDir private Path dir;

  @Override
  Store openStore() throws IOException {
    ReadyDatabase.copyInto(dir);
    return Stores.open(dir, new Config.Storage(null, null, 1), MasterKey.loadOrCreate(dir, null));
  }
}
