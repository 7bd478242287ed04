package tianniu.engine.contract;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What the parts of the contract have in common: an engine a test, cleaned up after it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class EngineContract {
  private @Nullable TestEngine engine;

  /** The engine for one test. */
  protected abstract TestEngine open();

  protected final TestEngine engine() {
    if (engine == null) {
      engine = open();
    }
    return engine;
  }

  @AfterEach
  final void cleanUp() {
    if (engine != null) {
      engine.close();
    }
  }
}
