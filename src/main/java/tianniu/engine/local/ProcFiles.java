package tianniu.engine.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tianniu.engine.NetworkPoint;

/**
 * What the kernel tells of processes under {@code /proc}.
 *
 * @param root {@code /proc} but for tests
 */
record ProcFiles(Path root) {
  String read(long pid, String file) throws IOException {
    return read(root.resolve(Long.toString(pid)).resolve(file));
  }

  String read(String file) throws IOException {
    return read(root.resolve(file));
  }

  /** Whole, in an encoding that no byte breaks: names of processes and paths may hold any. */
  static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /** Whether a process is, at this moment, one of a container's: its control group says so. */
  boolean isOf(long pid, String containerId) {
    try {
      return read(pid, "cgroup").contains(containerId);
    } catch (IOException e) {
      return false;
    }
  }

  Path networkNamespace(long pid) {
    return root.resolve(Long.toString(pid)).resolve("ns/net");
  }

  /** Whether a container shares the machine's network, so that counters there are not its own. */
  boolean sharesHostNetwork(long pid, @Nullable NetworkPoint network) {
    if (isHostNetwork(network)) {
      return true;
    }
    try {
      Path ours = Files.readSymbolicLink(root.resolve("self/ns/net"));
      return Files.readSymbolicLink(networkNamespace(pid)).equals(ours);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  static boolean isHostNetwork(@Nullable NetworkPoint network) {
    return network != null && network.name().equals("host");
  }
}
