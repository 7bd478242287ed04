package tianniu.health;

/** What came of one probe. */
sealed interface ProbeAnswer {
  /** A status of 2xx or 3xx. */
  record Good() implements ProbeAnswer {}

  /** Another status, no HTTP, or nothing in time. */
  record Bad(String reason) implements ProbeAnswer {}

  /** The connection was refused: the server is not there, or not yet. */
  record Refused(String reason) implements ProbeAnswer {}

  /** The probe could not be made, for a reason that lies with us and says nothing of the server. */
  record Unknown(String reason) implements ProbeAnswer {}
}
