package tianniu.container;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineState;
import tianniu.engine.PortMapping;
import tianniu.live.LiveContainer;
import tianniu.usage.Usage;
import tianniu.usage.UsageText;

/** A container in a list, as the document has it. */
record ContainerItem(
    String id,
    String name,
    String image,
    String status,
    Instant createdAt,
    Map<String, String> labels,
    List<Port> ports,
    @Nullable ResourceUsage resourceUsage) {

  static ContainerItem of(LiveContainer container, @Nullable Usage usage) {
    return new ContainerItem(
        container.id().value(),
        container.name(),
        container.image(),
        container.status().word(),
        container.createdAt(),
        new TreeMap<>(container.labels()),
        container.ports().stream().map(Port::of).toList(),
        ResourceUsage.of(container, usage));
  }

  /** Null in external is a port that the engine has not picked yet. */
  record Port(int internal, @Nullable Integer external, String protocol) {
    static Port of(PortMapping port) {
      return new Port(
          port.internal(), port.external() == 0 ? null : port.external(), port.protocol().word());
    }
  }

  /**
   * All of it null until the first sample.
   *
   * @param sampledAt when all of it was measured
   */
  record ResourceUsage(
      @Nullable String cpu,
      @Nullable String memory,
      @Nullable String networkRx,
      @Nullable String networkTx,
      @Nullable Instant sampledAt) {
    private static final ResourceUsage UNKNOWN = new ResourceUsage(null, null, null, null, null);

    /**
     * Null when the container does not run.
     *
     * @param usage null when it is not known
     */
    static @Nullable ResourceUsage of(LiveContainer container, @Nullable Usage usage) {
      if (container.engine() == null || container.engine().state() != EngineState.RUNNING) {
        return null;
      }
      return usage == null ? UNKNOWN : of(usage);
    }

    private static ResourceUsage of(Usage usage) {
      Double cpu = usage.cpuCores();
      Double rx = usage.rxBytesPerSecond();
      Double tx = usage.txBytesPerSecond();
      return new ResourceUsage(
          cpu == null ? null : UsageText.cpu(cpu),
          UsageText.memory(usage.memoryBytes()),
          rx == null ? null : UsageText.rate(rx),
          tx == null ? null : UsageText.rate(tx),
          usage.takenAt());
    }
  }
}
