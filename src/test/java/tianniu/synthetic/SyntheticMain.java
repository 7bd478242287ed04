package tianniu.synthetic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The synthetic engine as a process: {@code SyntheticMain PORT|SOCKET CONTAINERS SEED}. Prints its
 * address, obeys the lines that it is sent, answers each with {@code ok}, and ends with its input:
 *
 * <ul>
 *   <li>{@code storm EVENTS_A_SECOND CONTAINERS SECONDS}
 *   <li>{@code delay PATH_PATTERN MILLISECONDS}
 *   <li>{@code cut}
 *   <li>{@code refuse true|false}
 * </ul>
 */
public final class SyntheticMain {
  private SyntheticMain() {}

  public static void main(String[] arguments) throws IOException {
    try (SyntheticEngine engine =
            open(arguments[0], Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(engine.address());
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        obey(engine, order.split(" ", -1));
        System.out.println("ok");
      }
    }
  }

  private static SyntheticEngine open(String where, int containers, long seed) throws IOException {
    Duration tick = Duration.ofSeconds(1);
    return where.contains("/")
        ? SyntheticEngine.onUnix(Path.of(where), containers, seed, tick)
        : SyntheticEngine.onTcp(Integer.parseInt(where), containers, seed, tick);
  }

  private static void obey(SyntheticEngine engine, String[] order) {
    switch (order[0]) {
      case "storm" ->
          engine.storm(
              Integer.parseInt(order[1]), Integer.parseInt(order[2]), Double.parseDouble(order[3]));
      case "delay" -> engine.delay(order[1], Duration.ofMillis(Long.parseLong(order[2])));
      case "cut" -> engine.cut();
      case "refuse" -> engine.refuse(Boolean.parseBoolean(order[1]));
      default -> throw new IllegalArgumentException("no order: " + order[0]);
    }
  }
}
