package tianniu.diagnosis;

import org.junit.jupiter.api.AfterEach;
import tianniu.config.Config;
import tianniu.store.LabPostgres;

/** On a real PostgreSQL. */
class PostgresArchiveIT extends ArchiveContract {
  private final LabPostgres database = LabPostgres.named("archive");

  @Override
  Config.Storage storage() {
    return database.make().storage();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }
}
