package tianniu.live;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.Engine;
import tianniu.fault.FaultException;

/**
 * Asks whether the engine still answers. A frozen one keeps its connections open, so that nothing
 * else tells.
 */
record EnginePulse(Engine engine, Freshness freshness) {
  private static final Logger LOG = LoggerFactory.getLogger(EnginePulse.class);

  /** An engine that takes longer for a ping would hold up every caller. */
  static final Duration LIMIT = Duration.ofSeconds(3);

  /**
   * Pings once, and says on the way when what is shown is not known to be right any more: that is
   * sooner than the engine is given up.
   *
   * @return false when the engine does not answer
   */
  boolean isFelt() {
    long asked = System.nanoTime();
    AtomicBoolean answered = new AtomicBoolean();
    Thread ping = Thread.ofVirtual().name("engine-ping").start(() -> answered.set(hasAnswered()));
    try {
      if (!ping.join(Freshness.TOLERANCE)) {
        freshness.doubted();
        ping.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (answered.get()) {
      freshness.answered(asked);
    }
    return answered.get();
  }

  private boolean hasAnswered() {
    try {
      engine.ping(LIMIT);
      return true;
    } catch (FaultException e) {
      LOG.debug("no pulse: {}", e.fault());
      return false;
    }
  }
}
