package tianniu.engine;

/**
 * When the engine starts a container again by itself.
 *
 * @param maxRetries only with {@link Type#ON_FAILURE}; 0 is no bound
 */
public record RestartPolicy(Type type, int maxRetries) {
  public static final RestartPolicy NO = new RestartPolicy(Type.NO, 0);

  /** Docker's four policies. */
  public enum Type {
    NO("no"),
    ON_FAILURE("on-failure"),
    ALWAYS("always"),
    UNLESS_STOPPED("unless-stopped");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /** As the API and Docker write it. */
    public String word() {
      return word;
    }
  }
}
