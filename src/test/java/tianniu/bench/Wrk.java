package tianniu.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Load by wrk, on one thread.
 *
 * @param url with the path, unless there are many
 * @param key for the header; null for none
 * @param paths by turns; empty for that of the URL
 */
record Wrk(String url, @Nullable String key, List<String> paths, int connections) {
  private static final Path SCRIPT = Path.of("bench", "paths.lua");

  static Wrk of(String url, @Nullable String key) {
    return new Wrk(url, key, List.of(), 64);
  }

  Wrk over(List<String> many) {
    return new Wrk(url, key, many, connections);
  }

  Wrk with(int howMany) {
    return new Wrk(url, key, paths, howMany);
  }

  /** The same requests to another server. */
  Wrk at(Server server, Child other) {
    String there = "http://127.0.0.1:" + other.first();
    return new Wrk(url.replace(server.url(), there), key, paths, connections);
  }

  /**
   * Asks for so long.
   *
   * @throws IOException when an answer was no success, or a connection broke
   */
  WrkReport run(Duration time) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + time.toSeconds() + "s",
                "--timeout",
                "10s",
                "--latency"));
    if (key != null) {
      command.addAll(List.of("-H", "Authorization: Bearer " + key));
    }
    Path list = null;
    if (!paths.isEmpty()) {
      list = Files.createTempFile("bench", ".paths");
      Files.write(list, paths);
      command.addAll(List.of("-s", SCRIPT.toString()));
    }
    command.add(url);
    if (list != null) {
      command.addAll(List.of("--", list.toString()));
    }
    try {
      return WrkReport.parse(Command.output(command));
    } finally {
      if (list != null) {
        Files.delete(list);
      }
    }
  }
}
