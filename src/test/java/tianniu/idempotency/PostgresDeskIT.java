package tianniu.idempotency;

import org.junit.jupiter.api.AfterEach;
import tianniu.config.Config;
import tianniu.store.LabPostgres;

/** On a real PostgreSQL. */
class PostgresDeskIT extends DeskContract {
  private final LabPostgres database = LabPostgres.named("desk");

  @Override
  Config.Storage storage() {
    return database.make().storage();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }
}
