package tianniu.engine.memory;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import tianniu.engine.ImageEngine;
import tianniu.fault.Fault;
import tianniu.fault.Fault.ImageProblem;

/** The twin's images and the registries that it pretends to pull from. */
final class MemoryImages implements ImageEngine {
  private static final int LAYERS = 3;

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
  public void pull(String image, Consumer<String> progress) {
    MemoryImage found = machine.call(Call.PULL, () -> inRegistry(image));
    // The progress is the caller's code: it is told without the lock.
    progress.accept("Pulling from " + image);
    for (int layer = 1; layer <= LAYERS; layer++) {
      pause();
      progress.accept("Layer " + layer + " of " + LAYERS + ": pull complete");
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
    progress.accept("Status: Downloaded newer image for " + image);
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
