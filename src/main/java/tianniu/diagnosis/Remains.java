package tianniu.diagnosis;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.live.LiveContainer;
import tianniu.live.StatusReason;

/**
 * What is kept of a container beside the last lines of its log.
 *
 * @param engineId null when the engine never had it
 * @param startedAt of the run that this is about; null when there was none
 * @param ending null when it is not known how that run ended
 * @param error the engine's words about why it could not be started; null when it could
 * @param removal null while the container is there
 */
record Remains(
    ContainerId id,
    @Nullable String engineId,
    String name,
    String image,
    Map<String, String> labels,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Exit ending,
    @Nullable ByteSize memoryLimit,
    @Nullable String error,
    @Nullable StatusReason why,
    @Nullable Removal removal) {
  Remains {
    labels = Map.copyOf(labels);
  }

  /** A removal, as it was noticed. */
  record Removal(Instant at, By by) {}

  /** Who has removed a container. */
  enum By {
    /** An operation of this API. */
    OPERATION,
    /** Somebody else: with docker, or the engine by itself after {@code --rm}. */
    OUTSIDE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** As it is known at present. */
  static Remains of(LiveContainer container, @Nullable Exit ending) {
    EngineContainer engine = container.engine();
    return new Remains(
        container.id(),
        engine == null ? null : engine.ref().value(),
        container.name(),
        container.image(),
        container.labels(),
        container.createdAt(),
        engine == null ? null : engine.startedAt(),
        ending,
        container.limits().memory(),
        engine == null ? null : engine.error(),
        container.reason(),
        null);
  }

  /** The same of another run. */
  Remains with(@Nullable Instant start, @Nullable Exit end) {
    return new Remains(
        id, engineId, name, image, labels, createdAt, start, end, memoryLimit, error, why, removal);
  }

  Remains removed(Removal how) {
    return new Remains(
        id,
        engineId,
        name,
        image,
        labels,
        createdAt,
        startedAt,
        ending,
        memoryLimit,
        error,
        why,
        how);
  }

  /** Whether the other is about the same run; the store keeps moments to the millisecond. */
  boolean isOfRunOf(Remains other) {
    return Objects.equals(millis(startedAt), millis(other.startedAt));
  }

  private static @Nullable Long millis(@Nullable Instant moment) {
    return moment == null ? null : moment.toEpochMilli();
  }
}
