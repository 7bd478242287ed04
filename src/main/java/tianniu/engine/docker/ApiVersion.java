package tianniu.engine.docker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;

/** A version of Docker's API, such as 1.41. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
  /** Docker 20.10. */
  static final ApiVersion OLDEST = new ApiVersion(1, 41);

  /** Docker 28.5; newer engines speak it too. */
  static final ApiVersion NEWEST = new ApiVersion(1, 51);

  private static final Pattern FORM = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})");

  /** Null when the text is no version. */
  static @Nullable ApiVersion parse(@Nullable String text) {
    Matcher matcher = FORM.matcher(text == null ? "" : text);
    return matcher.matches()
        ? new ApiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : null;
  }

  /**
   * The newest version that both sides speak.
   *
   * @param engineOldest null when the engine does not say
   * @throws tianniu.fault.FaultException with {@code EngineUnavailable} when there is none
   */
  static ApiVersion agree(ApiVersion engineNewest, @Nullable ApiVersion engineOldest) {
    if (engineNewest.compareTo(OLDEST) < 0) {
      throw new Fault.EngineUnavailable(
              "The engine speaks Docker's API only up to "
                  + engineNewest
                  + "; "
                  + OLDEST
                  + " or newer is needed.")
          .asException();
    }
    if (engineOldest != null && engineOldest.compareTo(NEWEST) > 0) {
      throw new Fault.EngineUnavailable(
              "The engine speaks Docker's API only from "
                  + engineOldest
                  + " on; the newest known here is "
                  + NEWEST
                  + ".")
          .asException();
    }
    return engineNewest.compareTo(NEWEST) < 0 ? engineNewest : NEWEST;
  }

  @Override
  public int compareTo(ApiVersion other) {
    return major == other.major
        ? Integer.compare(minor, other.minor)
        : Integer.compare(major, other.major);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
