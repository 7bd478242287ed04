package tianniu.cli;

/** The version of the program that runs. */
public final class Version {
  private Version() {}

  /** What the jar's manifest says, or {@code dev} when run from classes. */
  public static String of(Class<?> type) {
    String version = type.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
