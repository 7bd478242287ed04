package tianniu.synthetic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The synthetic engine as a process: {@code SyntheticMain PORT CONTAINERS SEED}. Prints its
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
    int port = Integer.parseInt(arguments[0]);
    int containers = Integer.parseInt(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    try (SyntheticEngine engine =
            SyntheticEngine.onTcp(port, containers, seed, Duration.ofSeconds(1));
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(engine.address());
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        obey(engine, order.split(" ", -1));
        System.out.println("ok");
      }
    }
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
