package tianniu.engine;

import org.jspecify.annotations.Nullable;

/**
 * Where a container stands on its first network.
 *
 * @param ipAddress null when it is not running, or has none
 */
public record NetworkPoint(String name, @Nullable String ipAddress) {}
