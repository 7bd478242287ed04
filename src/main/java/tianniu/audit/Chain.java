package tianniu.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import tianniu.keyring.MasterKey;

/**
 * How the entries hang together: each hash is an HMAC-SHA256 over the one before and over all
 * fields of the entry, each with its length before it, so that no two entries give the same bytes.
 * Who does not have the master key can compute none of it. For one thread at a time.
 */
final class Chain {
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;

  Chain(MasterKey key) {
    SecretKey derived = key.derive("tianniu audit v1", ALGORITHM);
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(derived);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** Before the first entry. */
  Mark start() {
    return new Mark(0, hash("start", 0, ""));
  }

  String hash(String before, Entry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      text(out, "entry");
      text(out, before);
      out.writeLong(entry.seq());
      out.writeLong(entry.atMicros());
      text(out, entry.requestId());
      text(out, entry.operation());
      text(out, entry.method());
      text(out, entry.path());
      text(out, entry.keyId());
      text(out, entry.keyName());
      text(out, entry.source());
      text(out, entry.targetKind());
      text(out, entry.targetId());
      text(out, entry.targetName());
      text(out, entry.outcome());
      out.writeInt(entry.status());
      text(out, entry.details());
      text(out, entry.labels());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(mac.doFinal(bytes.toByteArray()));
  }

  boolean follows(String before, Entry entry, String hash) {
    return isSame(hash(before, entry), hash);
  }

  /**
   * By which a mark is known to be ours.
   *
   * @param name of the mark
   */
  Mark.Sealed sealed(String name, Mark mark) {
    return new Mark.Sealed(mark, hash(name, mark.seq(), mark.hash()));
  }

  boolean isOurs(String name, Mark.Sealed found) {
    return isSame(sealed(name, found.mark()).seal(), found.seal());
  }

  /**
   * From where the chain goes on after its head was found forged or gone: never from the last entry
   * itself, so that the break shows for ever.
   */
  Mark broken(Mark last) {
    return new Mark(last.seq(), hash("broken", last.seq(), last.hash()));
  }

  private String hash(String purpose, long seq, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      text(out, "mark");
      text(out, purpose);
      out.writeLong(seq);
      text(out, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(mac.doFinal(bytes.toByteArray()));
  }

  private static void text(DataOutputStream out, @Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(-1);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
