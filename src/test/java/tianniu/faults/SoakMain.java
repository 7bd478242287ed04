package tianniu.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code make soak}: the load of {@link Soak}, its samples, and whether they are flat. */
final class SoakMain {
  /** Tables that have a bound of their own, which an hour does not reach: see bench/README.md. */
  private static final Set<String> RETAINED =
      Set.of("audit_entries", "operations", "events", "idempotent_requests", "remains");

  private static final double MB = 1024 * 1024;

  private SoakMain() {}

  /** MINUTES. */
  public static void main(String[] arguments) throws Exception {
    int minutes = Integer.parseInt(arguments[0]);
    Path work = Files.createTempDirectory("tianniu-soak-");
    Path data = work.resolve("data");
    String host = System.getenv("DOCKER_HOST");
    List<Vital> samples = new ArrayList<>();
    Soak soak;
    double cpu;
    try (Launched server = Launched.start(data, host, Map.of())) {
      Client client = server.unlimited("admin");
      boolean events = server.admin().get("/openapi.yaml").body().contains("\n  /api/v1/events:");
      soak = new Soak(client);
      soak.begin(events);
      long start = System.nanoTime();
      double cpuBefore = cpuSeconds(server.pid());
      for (int minute = 1; minute <= minutes; minute++) {
        long left = start + Duration.ofMinutes(minute).toNanos() - System.nanoTime();
        Thread.sleep(Duration.ofNanos(Math.max(0, left)));
        Vital sample = Vital.of(minute, server.pid(), data);
        samples.add(sample);
        System.err.println(row(sample).strip());
      }
      cpu = (cpuSeconds(server.pid()) - cpuBefore) / ((System.nanoTime() - start) / 1e9);
      soak.end();
    } finally {
      sweep(new PlainDocker(host));
    }
    List<Flatness> verdicts = verdicts(samples);
    boolean good = soak.failures() == 0 && verdicts.stream().allMatch(Flatness::isFlat);
    new ReportFile(Soak.report()).put("SOAK", report(minutes, samples, verdicts, soak, cpu, good));
    verdicts.forEach(one -> System.err.print(one.row()));
    if (!good) {
      System.err.println("It is NOT FLAT, or something failed: see bench/SOAK.md and " + work);
      System.exit(1);
    }
    Lab.output(List.of("rm", "-rf", work.toString()));
  }

  private static List<Flatness> verdicts(List<Vital> samples) {
    return List.of(
        Flatness.of("live heap, MB", "MB", samples, one -> one.heapBytes() / MB, 1.5),
        Flatness.of("threads", "threads", samples, Vital::threads, 4),
        Flatness.of("virtual threads", "threads", samples, Vital::virtualThreads, 8),
        Flatness.of("file descriptors", "descriptors", samples, Vital::files, 6),
        Flatness.of("resident memory, MB", "MB", samples, one -> one.residentBytes() / MB, 12),
        Flatness.of("database without what is retained, KB", "KB", samples, SoakMain::rest, 64));
  }

  /** Of the database what has no bound by age or number, in KB. */
  private static double rest(Vital sample) {
    return sample.tables().entrySet().stream()
            .filter(table -> !RETAINED.contains(table.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum()
        / 1024.0;
  }

  private static String report(
      int minutes,
      List<Vital> samples,
      List<Flatness> verdicts,
      Soak soak,
      double cpu,
      boolean good)
      throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    text.append("## ").append(minutes).append(" minutes: ").append(good ? "flat" : "**NOT FLAT**");
    text.append("\n\n").append(ReportFile.circumstances()).append(". The server took ");
    text.append(String.format(Locale.ROOT, "%.1f %% of a core. ", cpu * 100));
    text.append("Done: ").append(soak.text()).append(".\n\n");
    text.append("| second half | begins | ends | slope | at most | |\n|---|---|---|---|---|---|\n");
    verdicts.forEach(one -> text.append(one.row()));
    text.append("\nTables of the database, KB, at the first and the last sample:\n\n");
    text.append("| table | first | last |\n|---|---|---|\n");
    Map<String, Long> first = samples.getFirst().tables();
    new TreeMap<>(samples.getLast().tables())
        .forEach(
            (table, bytes) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "| `%s` | %d | %d |%n",
                        table,
                        first.getOrDefault(table, 0L) / 1024,
                        bytes / 1024)));
    text.append("\n| minute | live heap, MB | threads | virtual | files | resident, MB |");
    text.append(" database, KB |\n|---|---|---|---|---|---|---|\n");
    int step = Math.max(1, samples.size() / 30);
    for (int i = 0; i < samples.size(); i += step) {
      text.append(row(samples.get(i)));
    }
    return text.toString();
  }

  private static String row(Vital one) {
    return String.format(
        Locale.ROOT,
        "| %.0f | %.2f | %d | %d | %d | %.1f | %d |%n",
        one.minute(),
        one.heapBytes() / MB,
        one.threads(),
        one.virtualThreads(),
        one.files(),
        one.residentBytes() / MB,
        one.databaseBytes() / 1024);
  }

  private static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    // Ticks of 10 ms, on all that we know.
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  private static void sweep(PlainDocker docker) throws IOException {
    for (PlainDocker.Listed one : docker.containers()) {
      if (one.name().startsWith("soak-")) {
        docker.remove(one.engineId());
      }
    }
  }
}
