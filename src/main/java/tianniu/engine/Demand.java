package tianniu.engine;

/** How keenly somebody follows a container's usage. */
public enum Demand {
  /** Nobody has asked for a while. */
  NONE,
  /** Somebody has asked of late. */
  SOME,
  /** Somebody asks again and again. */
  STEADY
}
