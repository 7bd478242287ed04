package tianniu.live;

/**
 * Why the last thing that was to be done with a container did not succeed.
 *
 * @param code an error code of the API, {@code START_FAILED} when the container's own command could
 *     not be run, or {@code ENGINE_REFUSED} when the engine had another reason
 * @param message for people; may be the engine's own words
 */
public record StatusReason(String code, String message) {
  /** Somebody called it off before it had begun what cannot be undone. */
  public static final StatusReason CALLED_OFF =
      new StatusReason("OPERATION_CANCELLED", "The operation was cancelled before it was done");
}
