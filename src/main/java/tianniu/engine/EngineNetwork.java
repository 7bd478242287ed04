package tianniu.engine;

/**
 * A network of the engine.
 *
 * @param name its proper one, also when it was asked for by its id
 * @param isHosts whether it is the machine's own network, and no network of containers
 */
public record EngineNetwork(String name, boolean isHosts) {}
