package tianniu.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code make fuzz}: so many requests by this seed, and what was wrong with the answers. */
public final class FuzzMain {
  private FuzzMain() {}

  /** Takes the number of requests, and a seed; without one it takes any. */
  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    long requests = given.isEmpty() ? 100_000 : Long.parseLong(given.get(0));
    long seed = given.size() < 2 ? System.nanoTime() & 0xFFFFFF : Long.parseLong(given.get(1));
    System.out.println("seed " + seed + ", " + requests + " requests");
    long begun = System.nanoTime();
    Path dataDir = Files.createTempDirectory("tianniu-fuzz-");
    boolean clean;
    try (Fuzzer fuzzer = Fuzzer.open(dataDir, seed)) {
      Findings findings = fuzzer.run(requests);
      System.out.println(findings.coverage());
      System.out.println(findings.report());
      clean = findings.isEmpty();
    }
    System.out.println((System.nanoTime() - begun) / 1_000_000_000 + " s");
    System.exit(clean ? 0 : 1);
  }
}
