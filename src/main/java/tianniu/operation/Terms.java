package tianniu.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.http.Json;

/**
 * What is needed to do an operation once more, and to see whether it was done already.
 *
 * @param grace how long a container may take to stop before it is killed
 * @param force delete also what runs
 * @param removeVolumes delete its anonymous volumes with it
 * @param ran whether the container ran when the operation was accepted
 * @param ref the engine's container that is meant; null when the engine had none
 * @param startedAt of its run at that time, or its last; null when it never ran
 */
public record Terms(
    Duration grace,
    boolean force,
    boolean removeVolumes,
    boolean ran,
    @Nullable EngineRef ref,
    @Nullable Instant startedAt) {
  /** Of a container that the engine does not have yet. */
  public static final Terms NONE = new Terms(Duration.ZERO, false, false, false, null, null);

  /** With the container as it is now. */
  public static Terms of(
      Duration grace, boolean force, boolean removeVolumes, @Nullable EngineContainer now) {
    return new Terms(
        grace,
        force,
        removeVolumes,
        now != null && runs(now),
        now == null ? null : now.ref(),
        now == null ? null : now.startedAt());
  }

  private static boolean runs(EngineContainer container) {
    return switch (container.state()) {
      case RUNNING, PAUSED, RESTARTING -> true;
      case CREATED, REMOVING, EXITED, DEAD -> false;
    };
  }

  /** Whether the run is another one than that at the acceptance. */
  public boolean hasRunSince(EngineContainer now) {
    return now.startedAt() != null && !now.startedAt().equals(startedAt);
  }

  /** As JSON. */
  String write() {
    Map<String, String> written = new TreeMap<>();
    written.put("grace_ms", Long.toString(grace.toMillis()));
    written.put("force", Boolean.toString(force));
    written.put("remove_volumes", Boolean.toString(removeVolumes));
    written.put("ran", Boolean.toString(ran));
    if (ref != null) {
      written.put("ref", ref.value());
    }
    if (startedAt != null) {
      written.put("started_at", startedAt.toString());
    }
    return Json.text(written);
  }

  /** Reads what {@link #write} wrote. */
  static Terms read(String json) {
    Map<String, String> written = Json.texts(json);
    String ref = written.get("ref");
    String startedAt = written.get("started_at");
    return new Terms(
        Duration.ofMillis(Long.parseLong(written.getOrDefault("grace_ms", "0"))),
        Boolean.parseBoolean(written.get("force")),
        Boolean.parseBoolean(written.get("remove_volumes")),
        Boolean.parseBoolean(written.get("ran")),
        ref == null ? null : new EngineRef(ref),
        startedAt == null ? null : Instant.parse(startedAt));
  }
}
