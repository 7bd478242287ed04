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
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.live.EngineMirror;

/** The routes that need no key. */
public final class AboutRoutes {
  private static final String DOCUMENT = "/api/openapi.yaml";

  private final EngineMirror mirror;
  private final byte[] document = document();

  public AboutRoutes(EngineMirror mirror) {
    this.mirror = mirror;
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
    return Reply.json(
        new Health(up ? "ok" : "degraded", up ? "up" : "down", up ? null : mirror.awaySince()));
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
