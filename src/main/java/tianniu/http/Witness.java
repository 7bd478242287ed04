package tianniu.http;

import java.time.Instant;
import java.util.List;

/** Is told what callers do, and remembers it. */
public interface Witness {
  /**
   * Asked before anything is done that must be remembered. Cheap.
   *
   * @throws tianniu.fault.FaultException with {@link tianniu.fault.Fault.StoreUnavailable} when it
   *     could not be
   */
  void requireReady();

  /**
   * Remembers deeds, in this order; they last when it returns.
   *
   * @throws tianniu.fault.FaultException with {@link tianniu.fault.Fault.StoreUnavailable}
   */
  void saw(List<Deed> deeds);

  /** Is told of somebody who was not let in, which may happen often. Never throws. */
  void turnedAway(Deed deed);

  /** The time, by which deeds are measured. */
  Instant now();

  /** Remembers nothing. */
  Witness BLIND =
      new Witness() {
        @Override
        public void requireReady() {}

        @Override
        public void saw(List<Deed> deeds) {}

        @Override
        public void turnedAway(Deed deed) {}

        @Override
        public Instant now() {
          return Instant.EPOCH;
        }
      };
}
