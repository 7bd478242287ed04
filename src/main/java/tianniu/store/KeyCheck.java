package tianniu.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import tianniu.keyring.MasterKey;

/** Whether the database was made with the master key of today. */
final class KeyCheck {
  private static final String NAME = "master_key_check";
  private static final String ALGORITHM = "HmacSHA256";

  private KeyCheck() {}

  /**
   * Compares the two, and notes the key in a database that knows none yet.
   *
   * @param where the database, as a sentence names it
   * @throws IOException in one sentence, when the database was made with another key
   */
  static void check(HeldConnection connection, String where, MasterKey key)
      throws IOException, SQLException {
    String expected = value(key);
    Optional<String> kept =
        connection.with(
            handle ->
                handle
                    .select("SELECT value FROM meta WHERE name = ?", NAME)
                    .mapTo(String.class)
                    .findOne());
    if (kept.isEmpty()) {
      connection.with(
          handle -> handle.execute("INSERT INTO meta (name, value) VALUES (?, ?)", NAME, expected));
    } else if (!MessageDigest.isEqual(kept.get().getBytes(UTF_8), expected.getBytes(UTF_8))) {
      throw new IOException(
          "The master key is not the one that the database "
              + where
              + " was made with: put back the master.key of the data directory, or the configured"
              + " master-key, as it was; without it the secrets cannot be read.");
    }
    connection.commit();
  }

  private static String value(MasterKey key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key.derive("tianniu master key check", ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(NAME.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
