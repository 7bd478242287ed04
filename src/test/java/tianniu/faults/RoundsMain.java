package tianniu.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tianniu.faults.Tally.Wrong;

/** {@code make rounds}: all that bench/FAULTS.md tells. */
final class RoundsMain {
  private RoundsMain() {}

  /** ROUNDS ENGINE_ROUNDS FREEZE_SECONDS SEED. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 4) {
      System.err.println("usage: ROUNDS ENGINE_ROUNDS FREEZE_SECONDS SEED");
      System.exit(2);
    }
    long seed = Long.parseLong(arguments[3]);
    System.err.println("seed " + seed);
    Path work = Files.createTempDirectory("tianniu-rounds-");
    String host = System.getenv("DOCKER_HOST");
    Lab lab = new Lab(Path.of("lab").toAbsolutePath());
    ReportFile report = new ReportFile(Path.of("bench", "FAULTS.md"));
    boolean good = true;
    for (Rounds.Victim victim : Rounds.Victim.values()) {
      int rounds = Integer.parseInt(arguments[victim == Rounds.Victim.SERVER ? 0 : 1]);
      if (rounds > 0) {
        Path data = work.resolve(victim.name()).resolve("data");
        long start = System.nanoTime();
        Rounds.Result result = new Rounds(data, host, lab, seed).run(victim, rounds);
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        report.put(victim.name(), table(result, seed, seconds));
        result.tally().problems().forEach(System.err::println);
        good &= result.isGood();
      }
    }
    int frozen = Integer.parseInt(arguments[2]);
    if (frozen > 0) {
      Path data = work.resolve("FREEZE").resolve("data");
      Freeze.Result result = new Freeze(data, host, lab).run(Duration.ofSeconds(frozen));
      report.put("FREEZE", table(result, frozen));
      good &= result.frozen().failed().isEmpty();
    }
    if (!good) {
      System.err.println("Not all is well: see the lines above; the server's log lies in " + work);
      System.exit(1);
    }
    Lab.output(List.of("rm", "-rf", work.toString()));
  }

  private static String table(Rounds.Result result, long seed, long seconds)
      throws IOException, InterruptedException {
    StringBuilder table = new StringBuilder();
    table.append("## ").append(result.rounds()).append(" rounds of ");
    table.append(result.victim().words()).append("\n\n");
    table.append(ReportFile.circumstances()).append(", seed ").append(seed);
    table.append(", ").append(seconds).append(" s.\n\n");
    table.append(result.tally().text()).append(".\n\n| what | count | bar |\n|---|---|---|\n");
    for (Wrong kind : Wrong.values()) {
      table.append(
          String.format(
              Locale.ROOT, "| %s | %d | 0 |%n", kind.words(), result.tally().count(kind)));
    }
    table.append(row("seconds until the view equals the engine, all at rest", result.equalAfter()));
    if (result.victim() == Rounds.Victim.SERVER) {
      table.append(row("seconds from the launcher to the first list", result.startedAfter()));
    }
    List<String> problems = result.tally().problems();
    problems.stream().limit(20).forEach(one -> table.append("\n- ").append(one));
    return table.append(problems.isEmpty() ? "" : "\n").toString();
  }

  private static String row(String words, List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "| %s | median %.2f, worst %.2f | |%n",
        words,
        sorted.get(sorted.size() / 2),
        sorted.getLast());
  }

  private static String table(Freeze.Result result, int seconds)
      throws IOException, InterruptedException {
    Map<String, Freeze.Reads> rows =
        Map.of(
            "1. before", result.before(),
            "2. frozen", result.frozen(),
            "3. after", result.after());
    StringBuilder table = new StringBuilder();
    table.append("## SIGSTOP of dockerd for ").append(seconds).append(" s under read load\n\n");
    table.append(ReportFile.circumstances()).append(".\n\n| when | reads |\n|---|---|\n");
    new TreeMap<>(rows)
        .forEach((when, reads) -> table.append("| " + when + " | " + reads.text() + " |\n"));
    result.frozen().failed().stream().limit(10).forEach(one -> table.append("\n- ").append(one));
    return table.toString();
  }
}
