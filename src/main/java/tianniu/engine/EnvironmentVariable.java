package tianniu.engine;

import org.jspecify.annotations.Nullable;

/**
 * A variable of a container's environment.
 *
 * @param value what the process sees; empty when {@code secret} is there, but on the way into an
 *     engine
 * @param secret where the value came from; null for a plain one
 */
public record EnvironmentVariable(String name, String value, @Nullable SecretRef secret) {
  /** A key of a secret. */
  public record SecretRef(String secretName, String key) {}

  /** The same, but for the value when that is a secret one. */
  public EnvironmentVariable withoutSecretValue() {
    return secret == null ? this : new EnvironmentVariable(name, "", secret);
  }

  /** Whether a variable can have this name: the sign that ends a name is not part of it. */
  public static boolean isName(String text) {
    return !text.isEmpty() && text.indexOf('=') < 0;
  }

  /** Without a secret's value, so that none slips into a log. */
  @Override
  public String toString() {
    return name + "=" + (secret == null ? value : "(" + secret + ")");
  }
}
