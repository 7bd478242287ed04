package tianniu.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The rules in force, and how often each has hit; may be changed at any time. */
public final class Rulebook {
  private final Random random;
  private final List<Used> rules = new ArrayList<>();

  Rulebook(long seed) {
    this.random = new Random(seed);
  }

  private static final class Used {
    private final Rule rule;
    private int hits;

    private Used(Rule rule) {
      this.rule = rule;
    }
  }

  public synchronized Rulebook add(Rule rule) {
    rules.add(new Used(rule));
    return this;
  }

  /** From now on everything goes well; streams that are already disturbed stay so. */
  public synchronized void clear() {
    rules.clear();
  }

  /** How many exchanges the rules in force have hit. */
  public synchronized int hits() {
    return rules.stream().mapToInt(used -> used.hits).sum();
  }

  /** A line for each rule: its hits, and what it says. */
  synchronized List<String> lines() {
    return rules.stream().map(used -> used.hits + " hits: " + used.rule).toList();
  }

  /** What happens to this request, which counts as hit. */
  synchronized List<Mischief> chosen(String method, String target) {
    List<Mischief> chosen = new ArrayList<>();
    for (Used used : rules) {
      if (used.hits < used.rule.count()
          && used.rule.means(method, target)
          && random.nextDouble() < used.rule.probability()) {
        used.hits++;
        chosen.add(used.rule.what());
      }
    }
    return chosen;
  }

  synchronized boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  /** Up to {@code most}, evenly spread. */
  synchronized long upTo(long most) {
    return most <= 0 ? 0 : random.nextLong(most + 1);
  }

  synchronized byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    random.nextBytes(noise);
    return noise;
  }
}
