package tianniu.engine;

import org.jspecify.annotations.Nullable;

/** What a container may use at most; null is no limit. */
public record ResourceLimits(@Nullable Cpus cpu, @Nullable ByteSize memory) {
  public static final ResourceLimits NONE = new ResourceLimits(null, null);
}
