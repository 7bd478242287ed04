package tianniu.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Rounds of: a mixed load by several clients, a kill at a random moment, the return, and a look at
 * everything that was promised.
 */
final class Rounds {
  private static final int CLIENTS = 4;
  private static final int SHORTEST_LOAD_MS = 200;
  private static final int LONGEST_LOAD_MS = 2_000;

  private final Path data;
  private final String dockerHost;
  private final Lab lab;
  private final Random random;
  private final Tally tally = new Tally();
  private final List<Double> equalAfter = new ArrayList<>();
  private final List<Double> startedAfter = new ArrayList<>();

  /**
   * @param data a folder of its own for the server
   */
  Rounds(Path data, String dockerHost, Lab lab, long seed) {
    this.data = data;
    this.dockerHost = dockerHost;
    this.lab = lab;
    this.random = new Random(seed);
  }

  /** What is killed. */
  enum Victim {
    SERVER("`kill -9` of the server"),
    ENGINE("`kill -9` of dockerd");

    private final String words;

    Victim(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** What came of some rounds. */
  record Result(
      Victim victim, int rounds, Tally tally, List<Double> equalAfter, List<Double> startedAfter) {
    boolean isGood() {
      return tally.problems().isEmpty();
    }
  }

  Result run(Victim victim, int rounds) throws IOException, InterruptedException {
    PlainDocker docker = new PlainDocker(dockerHost);
    sweep(docker);
    Launched server = Launched.start(data, dockerHost, Map.of());
    try (EngineDiary diary = new EngineDiary(docker)) {
      Client client = server.unlimited("admin");
      boolean keys =
          server
              .admin()
              .call("GET", "/openapi.yaml", null, Map.of())
              .body()
              .contains("Idempotency-Key");
      List<Driver> drivers = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        drivers.add(new Driver("r" + data.hashCode() + "-" + i, random.nextLong(), keys, tally));
      }
      for (int round = 1; round <= rounds; round++) {
        int before = tally.problems().size();
        server = round(victim, server, client.at(server.admin().url()), drivers, diary);
        List<String> all = tally.problems();
        System.err.printf(
            "round %d of %d: started in %.2f s, equal after %.2f s%s%n",
            round,
            rounds,
            startedAfter.getLast(),
            equalAfter.getLast(),
            all.size() == before
                ? ""
                : "\n  " + String.join("\n  ", all.subList(before, all.size())));
      }
    } finally {
      server.close();
      leave(docker);
    }
    return new Result(victim, rounds, tally, List.copyOf(equalAfter), List.copyOf(startedAfter));
  }

  private Launched round(
      Victim victim, Launched server, Client client, List<Driver> drivers, EngineDiary diary)
      throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    AtomicBoolean enough = new AtomicBoolean();
    for (Driver driver : drivers) {
      threads.add(Thread.ofPlatform().start(() -> load(driver, client, enough)));
    }
    Thread.sleep(random.nextInt(SHORTEST_LOAD_MS, LONGEST_LOAD_MS));
    Launched present =
        switch (victim) {
          case SERVER -> killed(server, threads, enough);
          case ENGINE -> {
            killEngine(threads, enough, drivers);
            startedAfter.add(0.0);
            yield server;
          }
        };
    List<Subject> subjects = new ArrayList<>();
    drivers.forEach(driver -> subjects.addAll(driver.subjects()));
    Client again = client.at(present.admin().url());
    Inspection inspection = new Inspection(again, new PlainDocker(dockerHost), diary, tally);
    inspection.requireKnown(subjects);
    for (Driver driver : drivers) {
      driver.repeat(again);
    }
    equalAfter.add(inspection.awaitEqual());
    inspection.settle(subjects);
    if (!present.isAlive()) {
      throw new IOException("the server has ended by itself");
    }
    return present;
  }

  private Launched killed(Launched server, List<Thread> threads, AtomicBoolean enough)
      throws IOException, InterruptedException {
    server.kill();
    enough.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    Launched next = Launched.start(data, dockerHost, Map.of());
    startedAfter.add(next.startSeconds());
    return next;
  }

  private void killEngine(List<Thread> threads, AtomicBoolean enough, List<Driver> drivers)
      throws IOException, InterruptedException {
    lab.engine("kill");
    Thread.sleep(random.nextInt(1_000));
    enough.set(true);
    lab.engine("up");
    for (Thread thread : threads) {
      thread.join();
    }
    drivers.forEach(driver -> driver.subjects().forEach(Subject::engineDied));
  }

  private static void load(Driver driver, Client client, AtomicBoolean enough) {
    try {
      driver.load(client, enough::get);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** An engine that is away must not hide why the rounds have ended. */
  private static void leave(PlainDocker docker) {
    try {
      sweep(docker);
    } catch (IOException e) {
      System.err.println("The containers stay: " + e);
    }
  }

  /** Removes what earlier runs have left. */
  private static void sweep(PlainDocker docker) throws IOException {
    for (PlainDocker.Listed one : docker.containers()) {
      if (one.ourId().isEmpty()) {
        continue;
      }
      docker.remove(one.engineId());
    }
  }
}
