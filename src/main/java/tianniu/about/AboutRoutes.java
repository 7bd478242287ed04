package tianniu.about;

import static tianniu.caller.Permission.PUBLIC;
import static tianniu.http.Route.get;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.http.Closing;
import tianniu.http.Json;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.live.EngineMirror;

/** The routes that need no key. */
public final class AboutRoutes {
  private static final String DOCUMENT = "/api/openapi.yaml";

  private final EngineMirror mirror;
  private final Closing closing;
  private final byte[] document = document();

  public AboutRoutes(EngineMirror mirror, Closing closing) {
    this.mirror = mirror;
    this.closing = closing;
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    return List.of(
        get("/healthz", "getHealth", PUBLIC, this::health).quick(),
        get("/api/v1/openapi.yaml", "getApiDocument", PUBLIC, this::document).quick());
  }

  /** The server answers, whether or not its engine does. */
  private Reply health(Request request) {
    boolean up = mirror.isConnected();
    boolean ending = closing.hasBegun();
    String status = ending ? "draining" : up ? "ok" : "degraded";
    Health health = new Health(status, up ? "up" : "down", up ? null : mirror.awaySince());
    return ending ? new Reply.Unready(ByteBuffer.wrap(Json.bytes(health))) : Reply.json(health);
  }

  /**
   * How the server is.
   *
   * @param engineAwaySince null when the engine is there
   */
  private record Health(String status, String engine, @Nullable Instant engineAwaySince) {}

  private Reply document(Request request) {
    return new Reply.Whole("application/yaml", ByteBuffer.wrap(document));
  }

  private static byte[] document() {
    try (InputStream in = AboutRoutes.class.getResourceAsStream(DOCUMENT)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + DOCUMENT);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
