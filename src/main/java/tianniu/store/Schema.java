package tianniu.store;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables to the newest version, by the files in {@code db/migration}. A database that
 * has it already is only looked at: Flyway's start costs more than all the rest of opening one.
 *
 * @param where the database, as a sentence names it
 * @param words of the files' own that each database has another word for: {@code ${blob}}, the type
 *     for bytes, and {@code ${text}}, the type for texts that are sorted or compared by their bytes
 */
record Schema(String where, DataSource dataSource, Map<String, String> words) {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
  private static final String FOLDER = "db/migration/";

  /** Is always there, and leads to the others. */
  private static final String FIRST = "V0_1__meta.sql";

  private static final Pattern FILE = Pattern.compile("V([0-9]+(?:_[0-9]+)*)__\\w+\\.sql");
  private static final String HISTORY = "flyway_schema_history";

  /**
   * @param connection sees what has been done, when this returns
   * @throws IOException in one sentence, when it cannot be done or a newer program was here
   */
  void bringUpToDate(HeldConnection connection) throws IOException, SQLException {
    Set<String> known = known();
    Set<String> done = done(connection);
    Set<String> strange = new TreeSet<>(done);
    strange.removeAll(known);
    if (!strange.isEmpty()) {
      throw new IOException(
          "The database "
              + where
              + " was written by a newer version of this program (its schema has version "
              + String.join(", ", strange)
              + ", which this one does not know): run the newer version, or restore the backup made"
              + " before it.");
    }
    if (!done.containsAll(known)) {
      migrate();
    }
  }

  /** The versions that this program knows, as the history writes them. */
  static Set<String> known() throws IOException {
    URL first =
        Objects.requireNonNull(Schema.class.getClassLoader().getResource(FOLDER + FIRST), FIRST);
    return siblings(first).stream()
        .map(FILE::matcher)
        .filter(Matcher::matches)
        .map(file -> file.group(1).replace('_', '.'))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of the files in its folder, which is one of a jar or of a build. */
  private static List<String> siblings(URL file) throws IOException {
    if (file.openConnection() instanceof JarURLConnection jar) {
      // It is the one that the classes come from, and stays open for them.
      return jar.getJarFile().stream()
          .map(ZipEntry::getName)
          .filter(name -> name.startsWith(FOLDER))
          .map(name -> name.substring(FOLDER.length()))
          .toList();
    }
    Path folder = Objects.requireNonNull(Path.of(URI.create(file.toString())).getParent());
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }

  private static Set<String> done(HeldConnection connection) throws SQLException {
    try {
      return connection.with(
          handle ->
              handle
                  .select("SELECT version FROM " + HISTORY + " WHERE version IS NOT NULL")
                  .mapTo(String.class)
                  .collect(Collectors.toSet()));
    } catch (JdbiException e) {
      if (Outage.isBehind(e)) {
        throw e;
      }
      // There is no such table in a new database; what else may be wrong, the migration tells.
      return Set.of();
    } finally {
      connection.rollback();
    }
  }

  private void migrate() throws IOException {
    try {
      Flyway.configure()
          .dataSource(dataSource)
          .locations("classpath:" + FOLDER)
          .table(HISTORY)
          .placeholders(words)
          .validateMigrationNaming(true)
          .loggers("slf4j")
          .load()
          .migrate();
    } catch (FlywayException e) {
      LOG.error("the schema of the database {} cannot be brought up to date", where, e);
      throw new IOException(
          "The schema of the database "
              + where
              + " cannot be brought up to date; the log says why.",
          e);
    }
  }
}
