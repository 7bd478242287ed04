package tianniu.operation;

import java.util.LinkedHashMap;
import java.util.Map;
import tianniu.engine.PullProgress;
import tianniu.engine.PullProgress.Phase;

/** Adds up what an engine tells of the layers of an image. */
final class PullTally {
  /** More than an image can have; engines may say anything. */
  private static final int MAX_LAYERS = 512;

  private final Map<String, Layer> layers = new LinkedHashMap<>();

  private record Layer(Phase phase, long bytes, long done) {}

  /**
   * How far a transfer has come.
   *
   * @param bytes of the layers whose size is known; those that were there before have none
   */
  record Sum(int layers, int layersDone, long bytes, long bytesDone) {}

  void add(PullProgress told) {
    Layer known = layers.get(told.layer());
    if (known == null && layers.size() == MAX_LAYERS) {
      return;
    }
    long bytes = known == null ? 0 : known.bytes;
    if (told.phase() == Phase.DOWNLOADING && told.total() > 0) {
      bytes = told.total();
    }
    long done =
        switch (told.phase()) {
          case WAITING -> 0;
          case DOWNLOADING -> Math.clamp(told.current(), 0, bytes);
          case DOWNLOADED, EXTRACTING, DONE -> bytes;
        };
    layers.put(told.layer(), new Layer(told.phase(), bytes, done));
  }

  Sum sum() {
    int complete = 0;
    long bytes = 0;
    long done = 0;
    for (Layer layer : layers.values()) {
      complete += layer.phase == Phase.DONE ? 1 : 0;
      bytes += layer.bytes;
      done += layer.done;
    }
    return new Sum(layers.size(), complete, bytes, done);
  }
}
