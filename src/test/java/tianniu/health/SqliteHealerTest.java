package tianniu.health;

import tianniu.config.Config;

/** In the file. */
class SqliteHealerTest extends HealerContract {
  @Override
  Config.Storage storage() {
    return new Config.Storage(null, null, 365);
  }
}
