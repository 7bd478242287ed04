package tianniu.secret;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.SecretKey;
import tianniu.keyring.Seal;

/**
 * Encrypts values for the database, bound to what their row says beside them: no row can stand in
 * for another one, nor an old version of it for the new one.
 *
 * <p>In the seal, for each key: its length, itself, its value's length, its value.
 */
final class Sealing {
  private final Seal seal;

  Sealing(SecretKey key) {
    this.seal = new Seal(key);
  }

  /**
   * As text for a column.
   *
   * @param label what the row says beside it
   */
  String seal(Values values, String label) {
    return Base64.getEncoder().encodeToString(seal.seal(plain(values), label));
  }

  /**
   * The values again.
   *
   * @throws IllegalStateException when the text, the label or the key is not that of the sealing
   */
  Values open(String sealed, String label) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(sealed);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("not what was sealed", e);
    }
    return read(seal.open(bytes, label));
  }

  private static byte[] plain(Values values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Map.Entry<String, String> entry : values.byKey().entrySet()) {
        write(out, entry.getKey());
        write(out, entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes whatever is written", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static Values read(byte[] plain) {
    SortedMap<String, String> values = new TreeMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain))) {
      while (in.available() > 0) {
        String key = text(in);
        values.put(key, text(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("what was sealed by us ends where it says", e);
    }
    return new Values(values);
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
