package tianniu.engine;

/**
 * An engine and its machine.
 *
 * @param name of the engine's kind, such as {@code Docker}
 * @param version the engine's own version
 * @param apiVersion the version of its API that was agreed on
 * @param cpus logical processors of its machine
 * @param memory of its machine
 */
public record EngineInfo(
    String name, String version, String apiVersion, int cpus, ByteSize memory) {}
