package tianniu.access;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.fault.FaultException;

/** Writes down now and then when keys were last used: a call must not wait for that. */
final class LastUses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LastUses.class);
  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final KeyTable table;
  private final Supplier<List<HeldKey>> keys;
  private final Map<String, HeldKey.LastUse> written;
  private @Nullable Thread writer;

  LastUses(KeyTable table, Supplier<List<HeldKey>> keys, Map<String, HeldKey.LastUse> written) {
    this.table = table;
    this.keys = keys;
    this.written = new HashMap<>(written);
  }

  void start() {
    writer = Thread.ofVirtual().name("key-uses").start(this::run);
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PERIOD);
        write();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
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
    if (writer != null) {
      writer.interrupt();
    }
    write();
  }
}
