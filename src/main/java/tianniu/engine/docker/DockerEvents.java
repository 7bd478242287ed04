package tianniu.engine.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineEvent;
import tianniu.engine.EngineRef;
import tianniu.engine.EventStream;

/** Docker's events about containers, as they come. */
final class DockerEvents implements EventStream {
  private static final String FILTERS = "{\"type\":[\"container\",\"network\"]}";

  /** Events that change nothing which is shown. */
  private static final Set<String> NOISE =
      Set.of(
          "top",
          "attach",
          "detach",
          "resize",
          "copy",
          "export",
          "commit",
          "archive-path",
          "extract-to-dir",
          "prune");

  private final StreamedReply reply;
  private final BufferedReader lines;

  private DockerEvents(StreamedReply reply) {
    this.reply = reply;
    this.lines = new BufferedReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8));
  }

  static EventStream open(DockerHttp http, Instant since) {
    Call call =
        Call.stream("/events")
            .in(Lane.EVENTS)
            .query("since", DockerLogs.unixTime(since))
            .query("filters", FILTERS);
    return new DockerEvents(http.open(call, new Subject.Whole()));
  }

  @Override
  public @Nullable EngineEvent next() {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        EngineEvent event = line.isBlank() ? null : event(Json.read(line, Wire.Event.class));
        if (event != null) {
          return event;
        }
      }
    } catch (IOException e) {
      // Ours or the engine's end: the reader opens another stream, and learns why it cannot.
    }
    return null;
  }

  @Override
  public void close() {
    reply.close();
  }

  /** Null when it is about nothing that is shown. */
  static @Nullable EngineEvent event(Wire.Event wire) {
    Wire.Actor actor = wire.actor();
    if (actor == null) {
      return null;
    }
    String action = ContainerReading.orEmpty(wire.action());
    Map<String, String> attributes = ContainerReading.orEmpty(actor.attributes());
    // An event of a network names the container that came or went.
    boolean ofNetwork = "network".equals(wire.type());
    String id = ofNetwork ? attributes.get("container") : actor.id();
    if (id == null || id.length() < 32 || NOISE.contains(action) || action.startsWith("exec_")) {
      return null;
    }
    boolean removed = !ofNetwork && action.equals("destroy");
    Instant at =
        wire.timeNano() == 0
            ? Instant.ofEpochSecond(wire.time())
            : Instant.ofEpochSecond(0, wire.timeNano());
    return new EngineEvent(
        new EngineRef(id),
        removed ? EngineEvent.Kind.REMOVED : EngineEvent.Kind.CHANGED,
        action,
        at,
        action.equals("die") ? number(attributes.get("exitCode")) : null);
  }

  private static @Nullable Integer number(@Nullable String text) {
    try {
      return text == null ? null : Integer.valueOf(text);
    } catch (NumberFormatException _) {
      return null;
    }
  }
}
