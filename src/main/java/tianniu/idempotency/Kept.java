package tianniu.idempotency;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import tianniu.fault.Fault;
import tianniu.http.Deed;
import tianniu.http.FaultReply;
import tianniu.http.Reply;

/**
 * An answer as it is kept.
 *
 * @param outcome as the audit has it
 * @param headers beyond those of every answer
 */
record Kept(int status, String outcome, Map<String, String> headers, ByteBuffer body) {
  /** What is kept of one answer at most, packed; a longer one is kept in brief. */
  static final int MAX_BYTES = 256 << 10;

  private static final String REPLAYED = "Idempotency-Replayed";

  /** Of a success, which must be there as a whole. */
  static Kept of(Reply reply) {
    if (reply instanceof Reply.Whole whole) {
      return new Kept(200, Deed.OK, whole.headers(), whole.body().duplicate());
    }
    throw new IllegalArgumentException("cannot be kept: " + reply);
  }

  /** Of an error, as the request with this id is answered. */
  static Kept of(Fault fault, String requestId) {
    FaultReply reply = FaultReply.of(fault);
    return new Kept(
        reply.status(), reply.code(), reply.headers(), ByteBuffer.wrap(reply.json(requestId)));
  }

  Reply again() {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(REPLAYED, "true");
    return new Reply.Again(status, outcome, all, body.duplicate());
  }

  /** Compressed: status, outcome, number of headers, each header's name and value, the body. */
  byte[] packed() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DataOutputStream out =
        new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 8 << 10))) {
      out.writeInt(status);
      out.writeUTF(outcome);
      out.writeInt(headers.size());
      for (Map.Entry<String, String> header : new TreeMap<>(headers).entrySet()) {
        out.writeUTF(header.getKey());
        out.writeUTF(header.getValue());
      }
      out.write(body.array(), body.arrayOffset() + body.position(), body.remaining());
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes whatever is written", e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  static Kept unpacked(byte[] packed) {
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(packed)))) {
      int status = in.readInt();
      String outcome = in.readUTF();
      Map<String, String> headers = new LinkedHashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        String name = in.readUTF();
        headers.put(name, in.readUTF());
      }
      return new Kept(status, outcome, headers, ByteBuffer.wrap(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("what was packed by us can be unpacked", e);
    }
  }
}
