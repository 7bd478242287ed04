package tianniu.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes Server-Sent Events to a client; what is written goes out with {@link #flush}. */
public record EventWriter(ReplyStream out) {
  /** The media type by which a client asks for events. */
  public static final String MEDIA_TYPE = "text/event-stream";

  /** The last event of a stream whose server ends; {@code retry} is in milliseconds. */
  public static final String SHUTDOWN =
      "retry: 2000\nevent: shutdown\ndata: {\"reason\":\"server_stopping\"}\n\n";

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

  /**
   * Says that the stream ends because the server does, and that the client had best come again
   * after a moment.
   */
  public void shutdown() throws IOException {
    out.write(SHUTDOWN);
  }

  public void flush() throws IOException {
    out.flush();
  }
}
