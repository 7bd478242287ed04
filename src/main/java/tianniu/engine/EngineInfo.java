package tianniu.engine;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An engine and its machine.
 *
 * @param name of the engine's kind, such as {@code Docker}
 * @param version the engine's own version
 * @param apiVersion the version of its API that was agreed on
 * @param cpus logical processors of its machine
 * @param memory of its machine
 * @param dataRoot the folder in which the engine keeps its own things; null when it does not say
 * @param usualRegistries names of the registry that an image's name means when it names none
 */
public record EngineInfo(
    String name,
    String version,
    String apiVersion,
    int cpus,
    ByteSize memory,
    @Nullable String dataRoot,
    Set<String> usualRegistries) {
  public EngineInfo {
    usualRegistries = Set.copyOf(usualRegistries);
  }
}
