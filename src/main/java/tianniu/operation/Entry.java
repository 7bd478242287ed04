package tianniu.operation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tianniu.live.StatusReason;

/**
 * An operation as the journal has it.
 *
 * @param why it failed or was cancelled; null else
 * @param startedAt null when it never was, or is not known
 * @param endedAt null while it is to be done
 */
public record Entry(
    Operation operation,
    State state,
    @Nullable StatusReason why,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {}
