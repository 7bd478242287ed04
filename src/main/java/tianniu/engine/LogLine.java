package tianniu.engine;

import java.time.Instant;

/**
 * One line that a container wrote, without its end of line.
 *
 * @param message bytes that are not UTF-8 are replaced by U+FFFD
 */
public record LogLine(Instant timestamp, OutputStreamKind stream, String message) {}
