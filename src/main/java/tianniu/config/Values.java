package tianniu.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the texts of settings; nothing comes back for a text that has not the form. */
final class Values {
  private static final Pattern KEY = Pattern.compile("[!-~]{16,256}");

  /** An address in digits, perhaps with the length of a network's prefix. */
  private static final Pattern NETWORK = Pattern.compile("[0-9a-fA-F:.]{2,45}(/[0-9]{1,3})?");

  private Values() {}

  /** A path, made absolute against the working directory. */
  static Optional<Path> path(String text) {
    try {
      return text.isBlank()
          ? Optional.empty()
          : Optional.of(Path.of(text).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  static Optional<List<Path>> absolutePaths(String text) {
    List<Path> paths = new ArrayList<>();
    for (String part : text.isBlank() ? new String[0] : text.split("[:,]", -1)) {
      Optional<Path> path = part.startsWith("/") ? path(part) : Optional.empty();
      if (path.isEmpty()) {
        return Optional.empty();
      }
      paths.add(path.get());
    }
    return Optional.of(paths.stream().distinct().toList());
  }

  static Optional<Secret> secret(String text) {
    return KEY.matcher(text).matches() ? Optional.of(new Secret(text)) : Optional.empty();
  }

  static Optional<String> engineAddress(String text) {
    if (text.startsWith("unix://")) {
      String path = text.substring("unix://".length());
      return path.length() > 1 && path.startsWith("/") && path(path).isPresent()
          ? Optional.of(text)
          : Optional.empty();
    }
    return uri(text)
        .filter(uri -> "tcp".equals(uri.getScheme()) && isBare(uri))
        .filter(uri -> uri.getPort() > 0 && uri.getPort() <= 65535)
        .map(uri -> "tcp://" + uri.getAuthority());
  }

  static Optional<URI> origin(String text) {
    return uri(text)
        .filter(uri -> "http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
        .filter(uri -> isBare(uri) && uri.getPort() <= 65535)
        .map(uri -> URI.create(uri.getScheme() + "://" + uri.getAuthority()));
  }

  static Optional<List<URI>> origins(String text) {
    return list(text, Values::origin);
  }

  static Optional<List<String>> networks(String text) {
    return list(text, part -> Optional.of(part).filter(NETWORK.asMatchPredicate()));
  }

  static Optional<Integer> integer(String text, int min, int max) {
    return Optional.of(text)
        .filter(digits -> digits.matches("[0-9]{1,9}"))
        .map(Integer::valueOf)
        .filter(number -> number >= min && number <= max);
  }

  static Optional<String> databaseUrl(String text) {
    return uri(text)
        .filter(uri -> "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme()))
        .filter(uri -> uri.getHost() != null && uri.getPath().length() > 1)
        .map(URI::toString);
  }

  private static <T> Optional<List<T>> list(String text, Function<String, Optional<T>> each) {
    List<T> found = new ArrayList<>();
    for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      Optional<T> value = each.apply(part.strip());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      found.add(value.get());
    }
    return Optional.of(found.stream().distinct().toList());
  }

  static Optional<Boolean> bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on" -> Optional.of(true);
      case "false", "0", "no", "off" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  static <E extends Enum<E>> Optional<E> oneOf(Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text)) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Scheme, host and perhaps a port, and nothing more than one slash behind them. */
  private static boolean isBare(URI uri) {
    return uri.getHost() != null
        && uri.getUserInfo() == null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null
        && (uri.getRawPath().isEmpty() || "/".equals(uri.getRawPath()));
  }
}
