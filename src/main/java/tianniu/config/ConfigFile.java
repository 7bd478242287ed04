package tianniu.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file of settings: {@code key = value} lines in UTF-8, with comments on lines of their own. */
record ConfigFile(Path path, Map<String, Entry> entries) {

  /** A value and the line it stands on, counted from 1. */
  record Entry(String value, int line) {}

  static final ConfigFile NONE = new ConfigFile(Path.of(""), Map.of());

  /**
   * Reads the file.
   *
   * @param origin what named the file, for messages
   */
  static ConfigFile read(Path path, String origin) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    int number = 0;
    for (String raw : lines(path, origin)) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new ConfigException(
            "Line %d of %s must have the form \"key = value\".".formatted(number, path));
      }
      String key = line.substring(0, equals).strip();
      if (Settings.byKey(key).isEmpty()) {
        throw new ConfigException(
            "Unknown setting \"%s\" in %s, line %d.".formatted(key, path, number));
      }
      Entry earlier =
          entries.putIfAbsent(key, new Entry(line.substring(equals + 1).strip(), number));
      if (earlier != null) {
        throw new ConfigException(
            "%s in %s, line %d, is already set in line %d."
                .formatted(key, path, number, earlier.line()));
      }
    }
    return new ConfigFile(path, Map.copyOf(entries));
  }

  private static List<String> lines(Path path, String origin) {
    try {
      return Files.readAllLines(path);
    } catch (NoSuchFileException e) {
      throw unreadable(path, origin, "does not exist");
    } catch (AccessDeniedException e) {
      throw unreadable(path, origin, "may not be read by this user");
    } catch (CharacterCodingException e) {
      throw unreadable(path, origin, "is not UTF-8 text");
    } catch (IOException e) {
      throw unreadable(path, origin, "cannot be read");
    }
  }

  private static ConfigException unreadable(Path path, String origin, String why) {
    return new ConfigException("The file %s, named by %s, %s.".formatted(path, origin, why));
  }
}
