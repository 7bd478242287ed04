package tianniu.health;

import org.junit.jupiter.api.AfterEach;
import tianniu.config.Config;
import tianniu.store.LabPostgres;

/** On a real PostgreSQL. */
class PostgresHealerIT extends HealerContract {
  private final LabPostgres database = LabPostgres.named("healer");

  @Override
  Config.Storage storage() {
    return database.make().storage();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }
}
