package tianniu.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.config.Config;
import tianniu.keyring.MasterKey;

/** The store in a file. */
class SqliteStoreTest {
  @TempDir Path dataDir;

  @Test
  void write_committed_isThereAfterReopening() throws IOException {
    try (Store store = open()) {
      store.write(h -> h.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)"));
      store.write(h -> h.execute("INSERT INTO t VALUES (1)"));
      assertThat(ids(store)).containsExactly(1);
    }
    try (Store store = open()) {
      assertThat(ids(store)).containsExactly(1);
    }
  }

  private static List<Integer> ids(Store store) {
    return store.read(h -> h.select("SELECT id FROM t").mapTo(Integer.class).list());
  }

  private Store open() throws IOException {
    return Stores.open(
        dataDir, new Config.Storage(null, null, 365), MasterKey.loadOrCreate(dataDir, null));
  }
}
