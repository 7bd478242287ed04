package tianniu.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the healing of one container has come.
 *
 * @param restarts in a row, so far
 * @param limit of such restarts
 * @param lastAt when the last one was begun; null before the first
 * @param nextAllowedAt before which there is no other; null when there is nothing to wait for
 * @param leftAlone whether there is no other until it was well again or somebody starts or restarts
 *     it through this API: of a run that others began it is not known whether the engine began it
 *     by itself
 * @param refusal why the last attempt was refused, for people; null when it was not
 */
public record Healing(
    int restarts,
    int limit,
    @Nullable Instant lastAt,
    @Nullable Instant nextAllowedAt,
    boolean leftAlone,
    @Nullable String refusal) {}
