package tianniu.engine;

import java.time.Duration;
import java.util.function.Consumer;

/** Images: what is there, what a registry has, and getting it. */
public interface ImageEngine {
  /** Whether the engine has the image, so that a container can be made of it at once. */
  boolean has(String image);

  /**
   * Asks the image's registry for it without fetching it.
   *
   * @param limit how long the registry has to answer
   * @throws tianniu.fault.FaultException with {@link tianniu.fault.Fault.NoSuchImage} and the
   *     reason when it cannot be had
   */
  void checkRegistry(String image, Duration limit);

  /**
   * Fetches the image; returns when it is there. A caller that is interrupted breaks it off.
   *
   * @param progress is told how far each layer has come
   * @throws tianniu.fault.FaultException with {@link tianniu.fault.Fault.NoSuchImage}, or {@link
   *     tianniu.fault.Fault.EngineRefused} when the transfer broke
   */
  void pull(String image, Consumer<PullProgress> progress);
}
