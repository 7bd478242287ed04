package tianniu.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which of a container's log lines are wanted, oldest first.
 *
 * @param since inclusive
 * @param until exclusive; not with {@code follow}
 * @param tail only the last so many of the lines that the rest of the query leaves; {@link #ALL}
 * @param follow go on with new lines until the container's run ends
 */
public record LogQuery(
    @Nullable Instant since, @Nullable Instant until, long tail, boolean follow) {
  public static final long ALL = -1;
}
