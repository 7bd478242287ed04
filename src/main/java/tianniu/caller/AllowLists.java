package tianniu.caller;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key may name, beside what everybody may. A list that is null restricts nothing; an empty
 * one allows nothing.
 *
 * @param images patterns of image names
 * @param bindRoots under which its bind mounts must lie, and under a root of the server as well
 * @param networks names
 * @param commands programs that it may run in containers
 */
public record AllowLists(
    @Nullable List<String> images,
    @Nullable List<Path> bindRoots,
    @Nullable List<String> networks,
    @Nullable List<String> commands) {
  /** No restriction. */
  public static final AllowLists NONE = new AllowLists(null, null, null, null);

  public AllowLists {
    images = images == null ? null : List.copyOf(images);
    bindRoots = bindRoots == null ? null : List.copyOf(bindRoots);
    networks = networks == null ? null : List.copyOf(networks);
    commands = commands == null ? null : List.copyOf(commands);
  }
}
