package tianniu.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container runs. Null takes the image's value.
 *
 * @param command arguments, after the entrypoint
 * @param user name or uid, with an optional {@code :group}
 */
public record ProcessSpec(
    @Nullable List<String> entrypoint,
    @Nullable List<String> command,
    @Nullable String workingDir,
    @Nullable String user,
    @Nullable String hostname) {
  public ProcessSpec {
    entrypoint = entrypoint == null ? null : List.copyOf(entrypoint);
    command = command == null ? null : List.copyOf(command);
  }

  /** All of it the image's. */
  public static final ProcessSpec IMAGE_DEFAULTS = new ProcessSpec(null, null, null, null, null);
}
