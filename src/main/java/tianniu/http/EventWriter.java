package tianniu.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes Server-Sent Events to a client; what is written goes out with {@link #flush}. */
public record EventWriter(ReplyStream out) {
  /** The media type by which a client asks for events. */
  public static final String MEDIA_TYPE = "text/event-stream";

  /**
   * Writes one event.
   *
   * @param id what the client sends when it comes again; null for none
   * @param data of one line
   */
  public void event(@Nullable String id, String name, byte[] data) throws IOException {
    out.write((id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: ");
    out.write(data);
    out.write("\n\n");
  }

  /** Shows that the stream lives, to the client and to proxies on the way. */
  public void quiet() throws IOException {
    out.write(": quiet\n\n");
  }

  public void flush() throws IOException {
    out.flush();
  }
}
