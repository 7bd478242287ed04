package tianniu.config;

/** A setting that cannot be used; the message is one sentence for the person who set it. */
public final class ConfigException extends RuntimeException {
  ConfigException(String sentence) {
    super(sentence);
  }

  /** The sentence: which setting, where it came from, and what it must be. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
