package tianniu.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Processor time of the engine's processes: dockerd, its containerd, and the shims. */
final class EngineCost {
  private final String folder;

  /**
   * @param socket the engine's; its processes name its folder in their arguments
   */
  EngineCost(String socket) {
    this.folder = Path.of(socket.substring("unix://".length())).getParent() + "/";
  }

  List<Long> dockerd() throws IOException {
    return Processes.named("dockerd", folder);
  }

  List<Long> all() throws IOException {
    List<Long> all = new ArrayList<>(dockerd());
    all.addAll(Processes.named("containerd", folder));
    all.addAll(Processes.named("containerd-shim-runc-v2", folder));
    return all;
  }

  /** What a group of processes uses over a window, in percent of a core. */
  static double percent(List<Long> pids, Duration window) throws InterruptedException {
    long start = System.nanoTime();
    double before = Processes.cpuSeconds(pids);
    Thread.sleep(window);
    double used = Processes.cpuSeconds(pids) - before;
    return 100 * used / ((System.nanoTime() - start) / 1e9);
  }
}
