package tianniu.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;

/**
 * What is done for keys now and then: it is written down when they were last used, which no call
 * waits for, and what an expired key has open is cut off.
 */
final class KeyUpkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyUpkeep.class);
  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final KeyTable table;
  private final Supplier<List<HeldKey>> keys;
  private final InstantSource clock;
  private final Map<String, HeldKey.LastUse> written;
  private final CountDownLatch closed = new CountDownLatch(1);

  KeyUpkeep(
      KeyTable table,
      Supplier<List<HeldKey>> keys,
      InstantSource clock,
      Map<String, HeldKey.LastUse> written) {
    this.table = table;
    this.clock = clock;
    this.keys = keys;
    this.written = new HashMap<>(written);
  }

  void start() {
    Thread.ofVirtual().name("key-upkeep").start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(PERIOD.toNanos(), TimeUnit.NANOSECONDS)) {
        Mishap.survive(LOG, "keys that have expired were not ended", this::endExpired);
        Mishap.survive(LOG, "the last uses of keys were not written", this::write);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void endExpired() {
    Instant now = clock.instant();
    for (HeldKey key : keys.get()) {
      if (key.key().isExpired(now) && !key.caller().lease().isEnded()) {
        key.caller().lease().end();
      }
    }
  }

  private synchronized void write() {
    Map<String, HeldKey.LastUse> news = new HashMap<>();
    for (HeldKey key : keys.get()) {
      HeldKey.LastUse use = key.lastUse();
      if (use != null && !use.equals(written.get(key.key().id()))) {
        news.put(key.key().id(), use);
      }
    }
    if (news.isEmpty()) {
      return;
    }
    try {
      table.used(news);
      written.putAll(news);
    } catch (FaultException e) {
      LOG.debug("when keys were last used could not be written down", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    write();
  }
}
