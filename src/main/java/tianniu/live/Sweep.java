package tianniu.live;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.Engine;
import tianniu.engine.EngineRef;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;

/**
 * One look at each of many containers, several at once. A container that cannot be looked at is
 * left out and does not keep the others from being seen; an engine that is away ends the sweep.
 */
final class Sweep {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
  private static final int AT_ONCE = 8;

  private final Engine engine;
  private final Consumer<EngineRef> look;
  private final Set<EngineRef> unseen = ConcurrentHashMap.newKeySet();
  private volatile @Nullable FaultException away;

  Sweep(Engine engine, Consumer<EngineRef> look) {
    this.engine = engine;
    this.look = look;
  }

  /** Looks at all; returns those that could not be looked at. */
  Set<EngineRef> over(Collection<EngineRef> all) {
    Queue<EngineRef> rest = new ConcurrentLinkedQueue<>(all);
    List<Thread> lookers = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      lookers.add(Thread.ofVirtual().name("sweep-" + i).start(() -> work(rest)));
    }
    lookers.forEach(Sweep::join);
    FaultException ended = away;
    if (ended != null) {
      throw ended;
    }
    return unseen;
  }

  private void work(Queue<EngineRef> rest) {
    EngineRef ref = rest.poll();
    while (ref != null && away == null) {
      try {
        look.accept(ref);
      } catch (FaultException e) {
        passOver(ref, e);
      } catch (Throwable e) {
        Mishap.log(LOG, "container " + ref + " cannot be read", e);
        unseen.add(ref);
      }
      ref = rest.poll();
    }
  }

  private void passOver(EngineRef ref, FaultException why) {
    if (why.fault() instanceof Fault.EngineUnavailable) {
      try {
        engine.ping(EnginePulse.LIMIT);
      } catch (FaultException e) {
        away = e;
        return;
      }
    }
    LOG.warn("container {} cannot be looked at: {}", ref, why.fault());
    unseen.add(ref);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
