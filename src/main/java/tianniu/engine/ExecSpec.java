package tianniu.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command to be run in a container.
 *
 * @param workingDir null for the container's own
 * @param user null for the container's own
 * @param tty with a terminal; its output is then all on stdout
 */
public record ExecSpec(
    List<String> command,
    List<EnvironmentVariable> environment,
    @Nullable String workingDir,
    @Nullable String user,
    boolean tty,
    boolean stdin,
    boolean stdout,
    boolean stderr) {
  public ExecSpec {
    command = List.copyOf(command);
    environment = List.copyOf(environment);
  }
}
