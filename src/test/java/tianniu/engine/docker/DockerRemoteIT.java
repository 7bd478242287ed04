package tianniu.engine.docker;

import org.junit.jupiter.api.Nested;
import tianniu.engine.contract.ExecContract;
import tianniu.engine.contract.LogContract;
import tianniu.engine.contract.TestEngine;
import tianniu.engine.contract.UsageContract;

/** An engine keeps the contract also where its machine cannot be looked into. */
class DockerRemoteIT {
  private static TestEngine remote() {
    return new DockerTestEngine(
        DockerEngine.open(
            DockerTestEngine.address(), new RemoteHost(), DockerTestEngine.ISOLATION));
  }

  @Nested
  class Exec extends ExecContract {
    @Override
    protected TestEngine open() {
      return remote();
    }
  }

  @Nested
  class Log extends LogContract {
    @Override
    protected TestEngine open() {
      return remote();
    }
  }

  @Nested
  class Usage extends UsageContract {
    @Override
    protected TestEngine open() {
      return remote();
    }
  }
}
