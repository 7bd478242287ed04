package tianniu.operation;

import org.jspecify.annotations.Nullable;
import tianniu.live.LiveContainer;

/**
 * An operation that the live view has begun, and how it is done.
 *
 * @param before the container as it was, which it is again when the operation is refused or called
 *     off; null when there was none
 */
public record Order(
    Operation operation,
    Operations.Lane lane,
    Operations.Work work,
    Addendum addendum,
    @Nullable LiveContainer before) {}
