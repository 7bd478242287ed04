package tianniu.container;

import java.util.Optional;
import java.util.regex.Pattern;

/** The form of image names, as the engine's own reference grammar has it. */
final class ImageNames {
  private static final int MAX_LENGTH = 512;
  private static final String ALPHANUMERIC = "[a-z0-9]+";
  private static final String COMPONENT = ALPHANUMERIC + "(?:(?:[._]|__|-+)" + ALPHANUMERIC + ")*";
  private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final String DOMAIN =
      "(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?";
  private static final String TAG = "[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}";
  private static final String DIGEST = "[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}";
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:" + DOMAIN + "/)?" + COMPONENT + "(?:/" + COMPONENT + ")*" + "(?::" + TAG + ")?(?:@"
              + DIGEST + ")?");

  private ImageNames() {}

  static Optional<String> check(String name) {
    return Optional.of(name)
        .filter(each -> each.length() <= MAX_LENGTH && REFERENCE.matcher(each).matches());
  }
}
