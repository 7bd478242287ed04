package tianniu.container;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;
import tianniu.engine.HealthProbe;
import tianniu.engine.HealthStatus;
import tianniu.engine.ImageHealth;
import tianniu.engine.OnUnhealthy;
import tianniu.health.Healing;
import tianniu.health.ProbeHealth;
import tianniu.health.ProbeReport;
import tianniu.health.ProbeResult;
import tianniu.live.LiveContainer;

/**
 * A container's health, how it came to it, and what was done about it.
 *
 * @param status null when it does not run, or has no check
 */
record ContainerHealth(
    String containerId,
    @Nullable String status,
    @Nullable Instant since,
    @Nullable Instant lastChecked,
    int consecutiveFailures,
    String onUnhealthy,
    Restarts restarts,
    List<Probe> probes) {

  static ContainerHealth of(LiveContainer container, ProbeReport report, Healing healing) {
    HealthProbe probe = Asked.of(container).health();
    OnUnhealthy action = probe == null ? OnUnhealthy.NONE : probe.onUnhealthy();
    ProbeHealth now = container.hasProcess() ? report.health() : null;
    ImageHealth image = probe == null ? byImage(container) : null;
    HealthStatus status = now != null ? now.status() : image != null ? image.status() : null;
    Instant checked = now != null ? now.lastChecked() : image != null ? image.lastChecked() : null;
    return new ContainerHealth(
        container.id().value(),
        status == null ? null : status.word(),
        now == null ? null : report.since(),
        checked,
        now == null ? 0 : now.failingStreak(),
        action.word(),
        Restarts.of(action, healing),
        report.newestFirst().stream().map(Probe::of).toList());
  }

  /** What the engine's own check says of a container that runs; null when there is none. */
  private static @Nullable ImageHealth byImage(LiveContainer container) {
    EngineContainer engine = container.engine();
    return engine == null || !container.hasProcess() ? null : engine.imageHealth();
  }

  /** Restarts by this server, in a row; message tells why there is no other now. */
  record Restarts(
      int done,
      int limit,
      @Nullable Instant lastAt,
      @Nullable Instant nextAllowedAt,
      boolean leftAlone,
      @Nullable String message) {
    static Restarts of(OnUnhealthy action, Healing healing) {
      boolean acts = action == OnUnhealthy.RESTART;
      boolean leftAlone = acts && healing.leftAlone();
      String message =
          leftAlone
              ? "It was restarted as often as this server may, and is left alone until it is well"
                  + " or somebody starts or restarts it through this API"
              : acts && healing.refusal() != null
                  ? "The last attempt was refused: " + healing.refusal()
                  : null;
      return new Restarts(
          healing.restarts(),
          acts ? healing.limit() : 0,
          healing.lastAt(),
          acts ? healing.nextAllowedAt() : null,
          leftAlone,
          message);
    }
  }

  /** Ok is null when the probe could not be made, for a reason that lies with this server. */
  record Probe(
      Instant time,
      @Nullable Boolean ok,
      @Nullable Integer httpStatus,
      @Nullable String error,
      long durationMs) {
    static Probe of(ProbeResult probed) {
      return new Probe(
          probed.at(), probed.ok(), probed.status(), probed.error(), probed.took().toMillis());
    }
  }
}
