package tianniu.container;

import java.util.List;
import tianniu.caller.Scope;
import tianniu.engine.EnvironmentVariable;

/** Where the values of secrets are had; asked at the last moment before a container is made. */
@FunctionalInterface
public interface SecretValues {
  /**
   * The environment with the present values of the secrets that it names.
   *
   * @param scope of who wants the container: secrets outside do not exist
   * @throws tianniu.fault.FaultException with {@link tianniu.fault.Fault.NoSuchSecret}
   */
  List<EnvironmentVariable> filled(Scope scope, List<EnvironmentVariable> environment);
}
