package tianniu.engine.memory;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import tianniu.engine.ImageEngine;
import tianniu.engine.PullProgress;
import tianniu.engine.PullProgress.Phase;
import tianniu.fault.Fault;
import tianniu.fault.Fault.ImageProblem;

/** The twin's images and the registries that it pretends to pull from. */
final class MemoryImages implements ImageEngine {
  private static final int LAYERS = 3;
  private static final long LAYER_BYTES = 1 << 20;

  private final Machine machine;
  private final Condition nextStep;

  MemoryImages(Machine machine) {
    this.machine = machine;
    this.nextStep = machine.lock.newCondition();
  }

  @Override
  public boolean has(String image) {
    return machine.call(
        Call.HAS_IMAGE, () -> machine.images.containsKey(MemoryImage.tagged(image)));
  }

  @Override
  public void checkRegistry(String image, Duration limit) {
    machine.callVoid(Call.CHECK_REGISTRY, () -> inRegistry(image));
  }

  @Override
  public void pull(String image, Consumer<PullProgress> progress) {
    MemoryImage found = machine.call(Call.PULL, () -> inRegistry(image));
    // The progress is the caller's code: it is told without the lock.
    tell(progress, 1, Phase.WAITING, 0);
    for (int layer = 1; layer <= LAYERS; layer++) {
      tell(progress, layer, Phase.DOWNLOADING, LAYER_BYTES / 2);
      pause();
      tell(progress, layer, Phase.DOWNLOADED, 0);
      tell(progress, layer, Phase.DONE, 0);
    }
    machine.lock.lock();
    try {
      if (machine.away) {
        throw new Fault.EngineUnavailable("the engine went away").asException();
      }
      machine.images.put(MemoryImage.tagged(image), found);
    } finally {
      machine.lock.unlock();
    }
  }

  private static void tell(Consumer<PullProgress> progress, int layer, Phase phase, long current) {
    long total = phase == Phase.DOWNLOADING ? LAYER_BYTES : 0;
    progress.accept(new PullProgress("layer-" + layer, phase, current, total));
  }

  private MemoryImage inRegistry(String image) {
    String name = MemoryImage.tagged(image);
    MemoryImage found = machine.registry.get(name);
    if (found == null) {
      throw new Fault.NoSuchImage(image, problem(name)).asException();
    }
    return found;
  }

  private ImageProblem problem(String name) {
    if (machine.setup.denied().contains(name)) {
      return ImageProblem.ACCESS_DENIED;
    }
    return machine.setup.unreachable().contains(name)
        ? ImageProblem.REGISTRY_UNREACHABLE
        : ImageProblem.NOT_FOUND;
  }

  private void pause() {
    machine.lock.lock();
    try {
      long left = machine.setup.pullPace().toNanos();
      while (left > 0 && !machine.away) {
        left = nextStep.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault.EngineRefused("the transfer was interrupted").asException();
    } finally {
      machine.lock.unlock();
    }
  }
}
