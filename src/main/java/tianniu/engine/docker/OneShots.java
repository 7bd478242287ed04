package tianniu.engine.docker;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/**
 * Single measurements, asked for in turn and a few at once. An engine before 25 takes a second for
 * each, in which it measures; later ones answer in some milliseconds.
 */
final class OneShots {
  private static final Logger LOG = LoggerFactory.getLogger(OneShots.class);
  private static final int AT_ONCE = 6;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final DockerHttp http;
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order of asking; each once. */
  private final Set<StatsTaker> waiting = new LinkedHashSet<>();

  private final Set<StatsTaker> asked = new LinkedHashSet<>();
  private int workers;

  OneShots(DockerHttp http) {
    this.http = http;
  }

  /** Asks for a measurement, unless one is on its way. */
  void ask(StatsTaker taker) {
    lock.lock();
    try {
      if (asked.contains(taker) || !waiting.add(taker) || workers >= AT_ONCE) {
        return;
      }
      workers++;
      Thread.ofVirtual().name("docker-one-shot-" + workers).start(this::work);
    } finally {
      lock.unlock();
    }
  }

  /** Until nobody waits. */
  private void work() {
    Duration pause = FIRST_PAUSE;
    for (StatsTaker taker = next(null); taker != null; taker = next(taker)) {
      if (taker.isOver() || measure(taker)) {
        pause = FIRST_PAUSE;
        continue;
      }
      LockSupport.parkNanos(pause.toNanos());
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }
  }

  private @Nullable StatsTaker next(@Nullable StatsTaker done) {
    lock.lock();
    try {
      if (done != null) {
        asked.remove(done);
      }
      if (waiting.isEmpty()) {
        workers--;
        return null;
      }
      StatsTaker first = waiting.iterator().next();
      waiting.remove(first);
      asked.add(first);
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** False when the engine, or the way to it, is in trouble. */
  private boolean measure(StatsTaker taker) {
    Call call =
        Call.get("/containers/" + taker.ref() + "/stats")
            .query("stream", false)
            .query("one-shot", true);
    try {
      Reply reply = http.send(call, new Subject.Container(taker.ref()));
      taker.takeSingle(reply.read(Stats.class));
      return true;
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.NoSuchContainer) {
        taker.gone();
      }
      // One container that cannot be measured is no reason to let the others wait.
      return !(e.fault() instanceof Fault.EngineUnavailable);
    } catch (RuntimeException | Error e) {
      LOG.debug("A measurement of {} that makes no sense", taker.ref(), e);
      return true;
    }
  }
}
