package tianniu.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a server's process is like at one moment.
 *
 * @param heapBytes what lives, after a full collection
 * @param threads of the system
 * @param virtualThreads objects that live
 * @param tables bytes of each table of the database with its indexes
 */
record Vital(
    double minute,
    long heapBytes,
    long threads,
    long virtualThreads,
    long files,
    long residentBytes,
    long databaseBytes,
    Map<String, Long> tables) {

  static Vital of(double minute, long pid, Path data) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String histogram = Lab.output(List.of(jcmd, "" + pid, "GC.class_histogram"));
    long files;
    try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      files = all.count();
    }
    long database = 0;
    for (String name : List.of("tianniu.db", "tianniu.db-wal")) {
      Path file = data.resolve(name);
      database += Files.exists(file) ? Files.size(file) : 0;
    }
    return new Vital(
        minute,
        total(histogram),
        status(pid, "Threads:"),
        virtualThreads(histogram),
        files,
        status(pid, "VmRSS:") * 1024,
        database,
        tables(data.resolve("tianniu.db")));
  }

  /** The last line has the sums: instances, and bytes. */
  private static long total(String histogram) {
    String last =
        histogram.lines().filter(line -> line.startsWith("Total")).findFirst().orElseThrow();
    String[] words = last.strip().split("\\s+", -1);
    return Long.parseLong(words[2]);
  }

  private static long virtualThreads(String histogram) {
    return histogram
        .lines()
        .filter(
            line ->
                line.contains(" java.lang.VirtualThread ")
                    || line.contains("ThreadBuilders$BoundVirtualThread "))
        .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[1]))
        .sum();
  }

  private static long status(long pid, String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no " + field);
  }

  private static Map<String, Long> tables(Path database) throws IOException {
    Map<String, Long> tables = new TreeMap<>();
    String sql =
        "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_schema m ON m.name = s.name"
            + " GROUP BY m.tbl_name";
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        tables.put(rows.getString(1), rows.getLong(2));
      }
    } catch (SQLException e) {
      throw new IOException("the database cannot be looked into", e);
    }
    return tables;
  }
}
