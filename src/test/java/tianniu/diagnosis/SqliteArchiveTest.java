package tianniu.diagnosis;

import tianniu.config.Config;

/** In the file. */
class SqliteArchiveTest extends ArchiveContract {
  @Override
  Config.Storage storage() {
    return new Config.Storage(null, null, 30);
  }
}
