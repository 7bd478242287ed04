package tianniu.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;
import tianniu.keyring.MasterKey;

/** The database that needs nothing installed: a file in the data directory. */
final class SqliteStore implements Store {
  private static final Map<String, String> WORDS = Map.of("blob", "BLOB", "text", "TEXT");
  private final SqliteReaders readers;
  private final WriteLine writer;

  private SqliteStore(SqliteReaders readers, WriteLine writer) {
    this.readers = readers;
    this.writer = writer;
  }

  /**
   * Opens the file, which is made when it is not there.
   *
   * @throws IOException in one sentence, when it cannot be used; it is left as it is then
   */
  static SqliteStore open(Path dataDir, MasterKey key) throws IOException {
    SqliteFile file = SqliteFile.in(dataDir);
    HeldConnection first = file.first();
    try {
      new Schema(file.path().toString(), file.dataSource(), WORDS).bringUpToDate(first);
      KeyCheck.check(first, file.path().toString(), key);
      return new SqliteStore(new SqliteReaders(file), new WriteLine(file::open, first));
    } catch (SQLException | JdbiException e) {
      first.close();
      throw file.damaged(e);
    } catch (IOException | RuntimeException | Error e) {
      first.close();
      throw e;
    }
  }

  @Override
  public <T> T read(Work<T> work) {
    return readers.read(work);
  }

  @Override
  public <T> T write(Work<T> work) {
    return writer.write(work);
  }

  @Override
  public void close() {
    // Readers first: the last connection of all, the writer's, folds the log into the file.
    readers.close();
    writer.close();
  }
}
