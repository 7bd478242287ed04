package tianniu.event;

import org.junit.jupiter.api.BeforeEach;
import tianniu.config.Config;
import tianniu.store.ReadyDatabase;

/** The events on SQLite. */
class EventsTest extends EventsContract {
  @BeforeEach
  void makeDatabase() throws Exception {
    ReadyDatabase.copyInto(dataDir);
  }

  @Override
  Config.Storage storage() {
    return new Config.Storage(null, null, 365);
  }
}
