package tianniu.live;

/**
 * Why the last thing that was to be done with a container did not succeed.
 *
 * @param code an error code of the API, or {@code START_FAILED} when the container's own command
 *     could not be run
 * @param message for people; may be the engine's own words
 */
public record StatusReason(String code, String message) {}
