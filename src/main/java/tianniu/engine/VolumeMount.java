package tianniu.engine;

/**
 * A bind mount or a volume in a container.
 *
 * @param source an absolute path of the host for a bind mount, else the name of a volume
 * @param target the absolute path in the container
 */
public record VolumeMount(String source, String target, boolean readOnly) {
  public boolean isBind() {
    return source.startsWith("/");
  }
}
