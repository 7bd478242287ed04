package tianniu.engine.docker;

import org.junit.jupiter.api.Nested;
import tianniu.engine.contract.ContainerCreationContract;
import tianniu.engine.contract.ContainerLifecycleContract;
import tianniu.engine.contract.EventContract;
import tianniu.engine.contract.ExecContract;
import tianniu.engine.contract.HostContract;
import tianniu.engine.contract.ImageContract;
import tianniu.engine.contract.LogContract;
import tianniu.engine.contract.PortContract;
import tianniu.engine.contract.ProcessContract;
import tianniu.engine.contract.ResourceContract;
import tianniu.engine.contract.RestartPolicyContract;
import tianniu.engine.contract.TestEngine;
import tianniu.engine.contract.UsageContract;

/** A real Docker engine keeps the contract. */
class DockerEngineIT {
  @Nested
  class ContainerCreation extends ContainerCreationContract {
    @Override
    protected TestEngine open() {
      return new DockerTestEngine();
    }
  }

  @Nested
  class ContainerLifecycle extends ContainerLifecycleContract {
    @Override
    protected TestEngine open() {
      return new DockerTestEngine();
    }
  }

  @Nested
  class RestartPolicy extends RestartPolicyContract {
    @Override
    protected TestEngine open() {
      return new DockerTestEngine();
    }
  }

  @Nested
  class Port extends PortContract {
    @Override
    protected TestEngine open() {
      return new DockerTestEngine();
    }
  }

  @Nested
  class FirstProcess extends ProcessContract {
    @Override
    protected TestEngine open() {
      return new DockerTestEngine();
    }
  }

  @Nested
  class Log extends LogContract {
    @Override
    protected TestEngine open() {
      return new DockerTestEngine();
    }
  }

  @Nested
  class Exec extends ExecContract {
    @Override
    protected TestEngine open() {
      return new DockerTestEngine();
    }
  }

  @Nested
  class Event extends EventContract {
    @Override
    protected TestEngine open() {
      return new DockerTestEngine();
    }
  }

  @Nested
  class Image extends ImageContract {
    @Override
    protected TestEngine open() {
      return new DockerTestEngine();
    }
  }

  @Nested
  class Usage extends UsageContract {
    @Override
    protected TestEngine open() {
      return new DockerTestEngine();
    }
  }

  @Nested
  class Resource extends ResourceContract {
    @Override
    protected TestEngine open() {
      return new DockerTestEngine();
    }
  }

  @Nested
  class Host extends HostContract {
    @Override
    protected TestEngine open() {
      return new DockerTestEngine();
    }
  }
}
