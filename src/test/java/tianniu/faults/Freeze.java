package tianniu.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads while the engine is frozen, beside the same reads before it. */
final class Freeze {
  private static final int CONTAINERS = 10;
  private static final Duration BETWEEN = Duration.ofMillis(5);

  private final Path data;
  private final String dockerHost;
  private final Lab lab;

  Freeze(Path data, String dockerHost, Lab lab) {
    this.data = data;
    this.dockerHost = dockerHost;
    this.lab = lab;
  }

  /**
   * Reads of some time, in milliseconds.
   *
   * @param failed what was answered otherwise than with 200
   */
  record Reads(int count, double median, double p99, double worst, List<String> failed) {
    static Reads of(long[] nanos, List<String> failed) {
      Arrays.sort(nanos);
      return new Reads(
          nanos.length,
          nanos[nanos.length / 2] / 1e6,
          nanos[nanos.length * 99 / 100] / 1e6,
          nanos[nanos.length - 1] / 1e6,
          failed);
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "%d reads, %d failed, median %.2f ms, p99 %.2f ms, worst %.1f ms",
          count,
          failed.size(),
          median,
          p99,
          worst);
    }
  }

  record Result(Reads before, Reads frozen, Reads after) {}

  Result run(Duration length) throws IOException, InterruptedException {
    PlainDocker docker = new PlainDocker(dockerHost);
    try (Launched server = Launched.start(data, dockerHost, Map.of())) {
      List<String> ids = containers(server.admin());
      Client reader = server.unlimited("viewer");
      read(reader, ids, length.dividedBy(3));
      Reads before = read(reader, ids, length);
      lab.engine("pause");
      Reads frozen;
      try {
        frozen = read(reader, ids, length);
      } finally {
        lab.engine("resume");
      }
      Reads after = read(reader, ids, length.dividedBy(3));
      return new Result(before, frozen, after);
    } finally {
      for (PlainDocker.Listed one : docker.containers()) {
        if (!one.ourId().isEmpty()) {
          docker.remove(one.engineId());
        }
      }
    }
  }

  private static List<String> containers(Client admin) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < CONTAINERS; i++) {
      String body =
          Client.JSON.writeValueAsString(
              Map.of(
                  "name",
                  "freeze-" + ProcessHandle.current().pid() + "-" + i,
                  "image",
                  "tianniu-lab/busybox:1",
                  "command",
                  List.of("sleep", "100000")));
      Client.Answer made = admin.call("POST", "/containers?wait=20s", body, Map.of());
      ids.add(made.json().path("id").asString(""));
    }
    return ids;
  }

  private static Reads read(Client reader, List<String> ids, Duration length)
      throws InterruptedException {
    List<Long> nanos = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    long end = System.nanoTime() + length.toNanos();
    for (int i = 0; System.nanoTime() < end; i++) {
      String id = ids.get(i % ids.size());
      String path =
          switch (i % 3) {
            case 0 -> "/containers?limit=20";
            case 1 -> "/containers/" + id;
            default -> "/containers/" + id + "/stats";
          };
      long start = System.nanoTime();
      try {
        Client.Answer answer = reader.get(path);
        if (!answer.isOk()) {
          failed.add(path + ": " + answer);
        }
      } catch (IOException e) {
        failed.add(path + ": " + e);
      }
      nanos.add(System.nanoTime() - start);
      Thread.sleep(BETWEEN);
    }
    return Reads.of(nanos.stream().mapToLong(Long::longValue).toArray(), failed);
  }
}
