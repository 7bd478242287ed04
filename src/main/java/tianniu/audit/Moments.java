package tianniu.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the audit keeps them: microseconds since 1970. */
final class Moments {
  private Moments() {}

  static long micros(Instant instant) {
    // Years that a query may name and a long of microseconds cannot are as good as never.
    long seconds = Math.clamp(instant.getEpochSecond(), -62_135_596_800L, 253_402_300_799L);
    return seconds * 1_000_000 + instant.getNano() / 1_000;
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
