package tianniu.container;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides by its name whether an image is one of those that a key is allowed; the patterns are told
 * at {@link tianniu.caller.AllowLists}. An image by several names is one: the registry that is
 * meant when none is named, its folder for official images and the tag that is meant when there is
 * none may be left out, in patterns as in names.
 */
final class ImageRules {
  /** What the engine also takes for (the beginning of) an image's id. */
  private static final Pattern ID = Pattern.compile("(sha256:)?[0-9a-f]+");

  private static final String OFFICIAL = "library/";
  private static final String USUAL_TAG = "latest";

  private final Set<String> usualRegistries;

  /**
   * For an engine.
   *
   * @param usualRegistries names of the registry that is meant when none is named
   */
  ImageRules(Set<String> usualRegistries) {
    this.usualRegistries = usualRegistries;
  }

  boolean allows(List<String> patterns, String image) {
    if (patterns.contains(image)) {
      return true;
    }
    if (ID.matcher(image).matches()) {
      // As a name it would be one of many that the same letters may mean.
      return false;
    }
    Name name = name(image);
    return patterns.stream().anyMatch(pattern -> matches(pattern, name));
  }

  private boolean matches(String pattern, Name image) {
    boolean open = pattern.endsWith("*");
    Name wanted = name(open ? pattern.substring(0, pattern.length() - 1) : pattern);
    if (pattern.indexOf('*') != (open ? pattern.length() - 1 : -1)
        || !wanted.registry.equals(image.registry)) {
      return false;
    }
    if (!wanted.digest.isEmpty()) {
      return wanted.path.equals(image.path) && fits(open, wanted.digest, image.digest);
    }
    if (!wanted.tag.isEmpty() || pattern.endsWith(":*")) {
      // What a digest leads to need not be what a tag does, which a digest beside it overrules.
      return wanted.path.equals(image.path)
          && image.digest.isEmpty()
          && fits(open, wanted.tag, image.tag.isEmpty() ? USUAL_TAG : image.tag);
    }
    if (pattern.endsWith("@*")) {
      return wanted.path.equals(image.path) && !image.digest.isEmpty();
    }
    return open ? image.begins(wanted) : wanted.path.equals(image.path);
  }

  private static boolean fits(boolean open, String wanted, String found) {
    return open ? found.startsWith(wanted) : found.equals(wanted);
  }

  /** Takes a name apart as the engine does. */
  private Name name(String text) {
    int at = text.indexOf('@');
    String digest = at < 0 ? "" : text.substring(at + 1);
    String rest = at < 0 ? text : text.substring(0, at);
    int slash = rest.indexOf('/');
    String first = slash < 0 ? "" : rest.substring(0, slash);
    boolean named = isRegistry(first);
    String registry = named && !usualRegistries.contains(first) ? first : "";
    String path = named ? rest.substring(slash + 1) : rest;
    int colon = path.indexOf(':');
    String tag = colon < 0 ? "" : path.substring(colon + 1);
    path = colon < 0 ? path : path.substring(0, colon);
    // One form for "library/nginx" and "nginx", which are the same in the usual registry alone.
    boolean official =
        registry.isEmpty() && path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
    String own = official ? path.substring(OFFICIAL.length()) : path;
    return new Name(registry, official, own, tag, digest);
  }

  private static boolean isRegistry(String first) {
    return first.contains(".")
        || first.contains(":")
        || first.equals("localhost")
        || first.chars().anyMatch(Character::isUpperCase);
  }

  /**
   * The parts of a name; empty where there is none.
   *
   * @param registry empty for the usual one
   * @param official whether the folder of official images, which the path leaves out, was named
   */
  private record Name(String registry, boolean official, String path, String tag, String digest) {
    boolean begins(Name wanted) {
      return path.startsWith(wanted.path) && (!wanted.official || path.indexOf('/') < 0);
    }
  }
}
