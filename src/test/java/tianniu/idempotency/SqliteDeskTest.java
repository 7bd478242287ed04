package tianniu.idempotency;

import tianniu.config.Config;

/** In the file. */
class SqliteDeskTest extends DeskContract {
  @Override
  Config.Storage storage() {
    return new Config.Storage(null, null, 365);
  }
}
