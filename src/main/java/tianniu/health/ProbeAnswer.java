package tianniu.health;

import org.jspecify.annotations.Nullable;

/** What came of one probe. */
sealed interface ProbeAnswer {
  /** A status of 2xx or 3xx. */
  record Good(int status) implements ProbeAnswer {}

  /**
   * Another status, no HTTP, or nothing in time.
   *
   * @param status null when there was none
   */
  record Bad(@Nullable Integer status, String reason) implements ProbeAnswer {
    Bad(String reason) {
      this(null, reason);
    }
  }

  /** The connection was refused: the server is not there, or not yet. */
  record Refused(String reason) implements ProbeAnswer {}

  /** The probe could not be made, for a reason that lies with us and says nothing of the server. */
  record Unknown(String reason) implements ProbeAnswer {}
}
