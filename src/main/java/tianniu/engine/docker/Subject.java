package tianniu.engine.docker;

import tianniu.engine.EngineRef;

/** What a call is about, so that a refusal of it can be told in the product's words. */
sealed interface Subject {
  record Container(EngineRef ref) implements Subject {}

  record NewContainer(String name, String image) implements Subject {}

  record Image(String name) implements Subject {}

  /** As {@link Image}, asked of its registry: whatever goes wrong there is the registry's doing. */
  record RegistryImage(String name) implements Subject {}

  record Network(String name) implements Subject {}

  record Volume(String name) implements Subject {}

  /** The engine as a whole. */
  record Whole() implements Subject {}
}
