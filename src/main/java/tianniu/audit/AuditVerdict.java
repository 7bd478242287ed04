package tianniu.audit;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tianniu.audit.ChainCheck.Verdict;
import tianniu.config.Config;
import tianniu.http.Timestamps;
import tianniu.keyring.MasterKey;
import tianniu.store.StoreReader;

/** What {@code audit verify} says; the server may be running meanwhile. */
public final class AuditVerdict {
  private AuditVerdict() {}

  /**
   * Reads the whole audit.
   *
   * @return whether it is as it was written
   * @throws IOException in one sentence, when it cannot be read
   */
  public static boolean tell(Path dataDir, Config.Storage storage, PrintWriter out)
      throws IOException {
    Path keyFile = MasterKey.file(dataDir);
    if (storage.masterKey() == null && !Files.exists(keyFile)) {
      throw new IOException(
          "There is no master key: it is neither configured nor in " + keyFile + ".");
    }
    MasterKey key = MasterKey.loadOrCreate(dataDir, storage.masterKey());
    Verdict verdict =
        StoreReader.read(dataDir, storage, handle -> new ChainCheck(handle, new Chain(key)).run());
    return switch (verdict) {
      case Verdict.Whole(var entries, var first, var last, var head) -> {
        out.println("entries = " + entries);
        out.println("first = " + place(first));
        out.println("last = " + place(last));
        out.println("head = " + head.hash());
        out.println("The audit is as it was written.");
        yield true;
      }
      case Verdict.Broken(var seq, var what) -> {
        out.println("The audit is broken at entry " + seq + ": " + what + ".");
        yield false;
      }
    };
  }

  private static String place(@Nullable Entry entry) {
    return entry == null
        ? "none"
        : entry.seq() + " at " + Timestamps.microseconds(Moments.instant(entry.atMicros()));
  }
}
