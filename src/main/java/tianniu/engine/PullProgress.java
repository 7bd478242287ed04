package tianniu.engine;

/**
 * How far the transfer of one layer of an image has come.
 *
 * @param layer names it within its image
 * @param current bytes of the phase that are done; 0 when the engine does not say
 * @param total bytes of the phase; 0 when the engine does not say
 */
public record PullProgress(String layer, Phase phase, long current, long total) {
  /** In the order in which a layer goes through them. */
  public enum Phase {
    WAITING,
    DOWNLOADING,
    DOWNLOADED,
    EXTRACTING,
    /** It is there, or was there before. */
    DONE
  }
}
