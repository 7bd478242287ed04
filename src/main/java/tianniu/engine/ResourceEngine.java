package tianniu.engine;

/** The engine's networks and volumes. */
public interface ResourceEngine {
  boolean hasNetwork(String name);

  boolean hasVolume(String name);
}
