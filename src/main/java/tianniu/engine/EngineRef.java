package tianniu.engine;

/**
 * The engine's own handle of a container (for Docker its id of 64 hex characters); at least 32
 * lower-case hex characters, opaque to the rest of the house.
 */
public record EngineRef(String value) {
  @Override
  public String toString() {
    return value;
  }
}
