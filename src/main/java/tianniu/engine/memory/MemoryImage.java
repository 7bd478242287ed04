package tianniu.engine.memory;

import java.time.Duration;
import java.util.List;

/**
 * An image of the twin.
 *
 * @param command what its containers run when they are not told: a program of the small shell, or
 *     the name of a server that is made up
 * @param hello lines that a made-up server writes when it starts
 * @param chatter lines that it goes on to write in turn, on stdout; none for silence
 * @param pace time between two lines of chatter
 */
public record MemoryImage(
    String name, List<String> command, List<String> hello, List<String> chatter, Duration pace) {
  public MemoryImage {
    command = List.copyOf(command);
    hello = List.copyOf(hello);
    chatter = List.copyOf(chatter);
  }

  /** An image like busybox: a shell and small programs. */
  public static MemoryImage shell(String name) {
    return new MemoryImage(name, List.of("sh"), List.of(), List.of(), Duration.ZERO);
  }

  /** An image with a server that runs silently until it is stopped. */
  public static MemoryImage server(String name, String... command) {
    return new MemoryImage(name, List.of(command), List.of(), List.of(), Duration.ZERO);
  }

  /** The same server, which writes to its log. */
  public MemoryImage talking(List<String> newHello, List<String> newChatter, Duration newPace) {
    return new MemoryImage(name, command, newHello, newChatter, newPace);
  }

  /** With the tag that an untagged name means. */
  static String tagged(String name) {
    boolean named = name.indexOf(':', name.lastIndexOf('/') + 1) >= 0 || name.contains("@");
    return named ? name : name + ":latest";
  }
}
