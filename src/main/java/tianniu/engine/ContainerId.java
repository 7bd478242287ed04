package tianniu.engine;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A container's id in the API: 32 lower-case hex characters, valid for as long as the container or
 * the record of its failed creation exists.
 */
public record ContainerId(String value) implements Comparable<ContainerId> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  public ContainerId {
    if (!isId(value)) {
      throw new IllegalArgumentException("not a container id: " + value);
    }
  }

  public static boolean isId(String text) {
    return FORM.matcher(text).matches();
  }

  /** A new id, made before the engine knows of the container. */
  public static ContainerId random(RandomGenerator random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return new ContainerId(HexFormat.of().formatHex(bytes));
  }

  /** The id of a container that was not made through the API: the head of the engine's own id. */
  public static ContainerId ofForeign(EngineRef ref) {
    return new ContainerId(ref.value().substring(0, 32));
  }

  @Override
  public int compareTo(ContainerId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
