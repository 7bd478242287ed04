package tianniu.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import tianniu.caller.Caller;
import tianniu.config.Config;
import tianniu.http.JsonFields;
import tianniu.keyring.MasterKey;
import tianniu.store.Store;
import tianniu.store.Stores;

/** Keys on a database in a directory, with a clock that stands still. */
final class KeyRing implements AutoCloseable {
  static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

  Instant now = START;
  private final AdminKey adminKey;
  private final Store store;
  private final Keys keys;

  KeyRing(Path dataDir) throws IOException {
    MasterKey masterKey = MasterKey.loadOrCreate(dataDir, null);
    adminKey = AdminKey.loadOrCreate(dataDir, null);
    store = Stores.open(dataDir, new Config.Storage(null, null, 365), masterKey);
    keys = Keys.open(store, adminKey, () -> now);
  }

  Keys keys() {
    return keys;
  }

  String adminText() {
    return adminKey.text().reveal();
  }

  Caller admin() {
    return caller(adminText());
  }

  Caller caller(String text) {
    HeldKey key = keys.find(text);
    if (key == null) {
      throw new AssertionError("no such key");
    }
    return key.caller();
  }

  static KeyRequest request(String json) {
    return JsonFields.read(json.getBytes(StandardCharsets.UTF_8), KeyRequest::read);
  }

  /** Makes a key, and returns its text. */
  String make(Caller maker, String json) {
    return keys.create(maker, request(json)).text();
  }

  @Override
  public void close() {
    keys.close();
    store.close();
  }
}
