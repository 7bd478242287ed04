package tianniu.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/**
 * The file with SQLite's database, looked at before it is opened, so that nothing is overwritten.
 */
record SqliteFile(Path path) {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  /** What every such file begins with (sqlite.org/fileformat2.html). */
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  /** Another process may hold the file for a moment: a backup, or sqlite3 by hand. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  static SqliteFile in(Path dataDir) {
    SqliteLibrary.locate();
    return new SqliteFile(dataDir.resolve("tianniu.db"));
  }

  /**
   * The connection for writing, on a file that can be written.
   *
   * @throws IOException in one sentence, when it cannot; the file is left as it is
   */
  HeldConnection first() throws IOException {
    if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
      create();
    }
    examine();
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
      statement.execute("ROLLBACK");
      return open();
    } catch (SQLException e) {
      throw damaged(e);
    }
  }

  /** For a database that SQLite itself will not work with. */
  IOException damaged(Exception cause) {
    String sentence =
        "The database "
            + path
            + " cannot be used ("
            + Outage.reason(cause)
            + "): restore it from a backup, or move it away to start with an empty one.";
    return new IOException(sentence, cause);
  }

  /** A connection for writing. */
  HeldConnection open() throws SQLException {
    return HeldConnection.of(dataSource().getConnection());
  }

  /** A connection on which nothing can be written. */
  HeldConnection reader() throws SQLException {
    Connection connection = dataSource().getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = ON");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return HeldConnection.of(connection);
  }

  DataSource dataSource() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    // FULL: a commit is on disk when it returns, also when the power goes.
    config.setSynchronous(SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(Math.toIntExact(PATIENCE.toMillis()));
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + path);
    return source;
  }

  /**
   * Made under another name: so an empty file where the database should be is never one of ours
   * that has only just begun, and need not be taken for one.
   */
  private void create() throws IOException {
    Path log = beside("-wal");
    if (Files.exists(log)) {
      // SQLite would play it into the new database.
      throw new IOException(
          "The database "
              + path
              + " is gone, but not its log "
              + log
              + ": put it back, or delete"
              + " the log too to start with an empty one.");
    }
    SqliteFile part = new SqliteFile(beside(".part"));
    try {
      for (String suffix : new String[] {"", "-wal", "-shm", "-journal"}) {
        Files.deleteIfExists(part.beside(suffix));
      }
      Files.createFile(part.path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      // Opening it sets the mode of its journal, which writes the first page.
      part.dataSource().getConnection().close();
      Files.move(part.path, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | SQLException e) {
      throw new IOException(
          "The database " + path + " cannot be made: see whether the directory can be written.", e);
    }
  }

  private void examine() throws IOException {
    try {
      if (!Files.isRegularFile(path)) {
        throw unusable("is not a file", "move it away");
      }
      if (!begins()) {
        throw unusable(
            Files.size(path) == 0 ? "is empty" : "is not an SQLite database",
            "restore it from a backup, or move it away to start with an empty one");
      }
      // Also for root, who may write it all the same: somebody has meant something by it.
      if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OWNER_WRITE)
          || !Files.isWritable(path)) {
        throw unusable("cannot be written", "give it to the server's user with chmod u+rw");
      }
      Files.setPosixFilePermissions(path, OWNER_ONLY);
    } catch (Unusable e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "The database " + path + " cannot be read: give it to the server's user.", e);
    }
  }

  private boolean begins() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    }
  }

  private Unusable unusable(String why, String remedy) {
    return new Unusable("The database " + path + " " + why + ": " + remedy + ".");
  }

  private Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  /** Says it all already. */
  private static final class Unusable extends IOException {
    Unusable(String sentence) {
      super(sentence);
    }
  }
}
