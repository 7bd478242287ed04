package tianniu.http;

/** How old what reads answer from memory may be. */
@FunctionalInterface
public interface Staleness {
  /** Of what is never older than its source. */
  Staleness NEVER = () -> -1;

  /** Seconds since it was last known to be right; negative while it is. Asked with every read. */
  long seconds();
}
