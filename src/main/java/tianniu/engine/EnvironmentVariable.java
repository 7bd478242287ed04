package tianniu.engine;

import org.jspecify.annotations.Nullable;

/**
 * A variable of a container's environment.
 *
 * @param value what the process sees; never shown when {@code secret} is there
 * @param secret where the value came from; null for a plain one
 */
public record EnvironmentVariable(String name, String value, @Nullable SecretRef secret) {
  /** A key of a secret. */
  public record SecretRef(String secretName, String key) {}

  /** Without a secret's value, so that none slips into a log. */
  @Override
  public String toString() {
    return name + "=" + (secret == null ? value : "(" + secret + ")");
  }
}
