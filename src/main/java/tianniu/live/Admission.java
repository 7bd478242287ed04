package tianniu.live;

import java.util.Collection;
import tianniu.engine.ContainerSpec;

/** Whether one more container may come in beside those that are there. */
@FunctionalInterface
public interface Admission {
  /** Admits every container. */
  Admission FREE = (_, _) -> {};

  /**
   * Refuses the container by throwing. Called under the view's lock, so that nothing comes or goes
   * meanwhile: it must be quick and wait for nothing.
   *
   * @throws tianniu.fault.FaultException saying which bound it would break
   */
  void admit(ContainerSpec wanted, Collection<LiveContainer> present);
}
