package tianniu.store;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import tianniu.config.Config;
import tianniu.keyring.MasterKey;

/** A process that writes until it is killed, and says each time what it was told is on disk. */
final class EndlessWriter {
  private static final int WRITERS = 4;

  private EndlessWriter() {}

  public static void main(String[] args) throws IOException {
    Path dataDir = Path.of(args[0]);
    Store store =
        Stores.open(
            dataDir, new Config.Storage(null, null, 365), MasterKey.loadOrCreate(dataDir, null));
    AtomicLong ids = new AtomicLong();
    PrintStream out = new PrintStream(System.out, true);
    for (int i = 0; i < WRITERS; i++) {
      Thread.ofPlatform()
          .start(
              () -> {
                while (true) {
                  long id = ids.incrementAndGet();
                  StoreContract.insert(store, id);
                  out.println(id + ".");
                }
              });
    }
  }
}
