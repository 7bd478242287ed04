package tianniu.engine;

/**
 * A container in a list of the engine.
 *
 * @param mark changes whenever the state, the name or the published ports of the container change;
 *     two equal marks mean that a closer look would most likely find nothing new
 */
public record ContainerSummary(EngineRef ref, String mark) {}
