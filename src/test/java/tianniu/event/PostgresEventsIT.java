package tianniu.event;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tianniu.config.Config;
import tianniu.store.LabPostgres;

/** The events on a real PostgreSQL. */
class PostgresEventsIT extends EventsContract {
  private final LabPostgres database = LabPostgres.named("events");

  @BeforeEach
  void makeDatabase() {
    database.make();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  @Override
  Config.Storage storage() {
    return database.storage();
  }
}
