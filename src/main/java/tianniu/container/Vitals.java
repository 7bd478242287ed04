package tianniu.container;

import java.util.Optional;
import tianniu.engine.ContainerId;
import tianniu.health.ProbeHealth;
import tianniu.health.Prober;
import tianniu.usage.Usage;
import tianniu.usage.UsageSampler;

/** What is measured of containers in the background: their usage and their health. */
record Vitals(UsageSampler sampler, Prober prober) {
  Optional<Usage> usage(ContainerId id) {
    return sampler.usage(id);
  }

  /** Another number whenever some usage may be another. */
  long measured() {
    return sampler.changes();
  }

  Optional<ProbeHealth> health(ContainerId id) {
    return prober.health(id);
  }
}
