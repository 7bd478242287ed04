package tianniu;

import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.health.Prober;
import tianniu.live.LiveContainer;
import tianniu.live.RunListener;
import tianniu.usage.UsageSampler;

/** Has a container that runs sampled and probed. */
record Watching(UsageSampler sampler, Prober prober) implements RunListener {
  @Override
  public void up(ContainerId id, EngineContainer container) {
    sampler.watch(id, container);
    prober.watch(id, container);
  }

  @Override
  public void down(ContainerId id) {
    sampler.forget(id);
    prober.forget(id);
  }

  @Override
  public void gone(LiveContainer last) {
    sampler.gone(last.id());
  }
}
