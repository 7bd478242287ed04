package tianniu.health;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One probe that was made.
 *
 * @param ok null when it could not be made, for a reason that lies with us
 * @param status of the answer; null when there was none
 * @param error what was wrong, for people; null when nothing was
 */
public record ProbeResult(
    Instant at,
    @Nullable Boolean ok,
    @Nullable Integer status,
    @Nullable String error,
    Duration took) {

  static ProbeResult of(ProbeAnswer answer, Instant at, Duration took) {
    return switch (answer) {
      case ProbeAnswer.Good good -> new ProbeResult(at, true, good.status(), null, took);
      case ProbeAnswer.Bad bad -> new ProbeResult(at, false, bad.status(), bad.reason(), took);
      case ProbeAnswer.Refused refused -> new ProbeResult(at, false, null, refused.reason(), took);
      case ProbeAnswer.Unknown unknown -> new ProbeResult(at, null, null, unknown.reason(), took);
    };
  }
}
