package tianniu.engine;

import java.util.Map;

/**
 * A volume of the engine.
 *
 * @param labels as its maker gave them
 */
public record EngineVolume(String name, Map<String, String> labels, Backing backing) {
  public EngineVolume {
    labels = Map.copyOf(labels);
  }

  /** What a container gets that mounts the volume. */
  public sealed interface Backing {
    /** A folder that the engine keeps for it. */
    record Own() implements Backing {}

    /** A folder of the engine's machine: the volume is a bind mount by another name. */
    record Folder(String path) implements Backing {}

    /** Something that is not the machine's own: a network share, memory, a plugin's. */
    record Elsewhere(String what) implements Backing {}

    /** A file system of the machine itself that is not just a folder, such as one of its disks. */
    record Device(String what) implements Backing {}
  }
}
