package tianniu.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What the sections measure on: the engine, a hundred containers that run, and our server. */
final class Lab implements AutoCloseable {
  /**
   * Each does a little every second, so that no usage is flat; in the shell itself, since a hundred
   * processes begun a second would take more of the cores than what is measured.
   */
  private static final String BUSY =
      "mkfifo /tmp/never; exec 3<>/tmp/never; while :; do read -t 1 line <&3; done";

  /** The label of all containers of the benchmark. */
  static final String LABEL = "bench=1";

  static final int CONTAINERS = 100;
  private static final int HANDS = 8;

  private final String socket;
  private final PlainEngine engine;
  private final String engineAddress;
  private final Path work;
  private final int rounds;
  private final int seconds;
  private final List<String> raw = new ArrayList<>();
  private List<String> hundred = List.of();
  private @Nullable Server server;
  private int servers;

  /**
   * @param socket the engine's, as {@code DOCKER_HOST} has it
   * @param engineAddress its port on the loopback
   */
  Lab(String socket, String engineAddress, int rounds, int seconds) throws IOException {
    this.socket = socket;
    this.engineAddress = engineAddress;
    this.engine = new PlainEngine(engineAddress);
    this.rounds = rounds;
    this.seconds = seconds;
    this.work = Files.createTempDirectory("tianniu-bench-");
    raw.add("section,figure,side,number,value");
  }

  int rounds() {
    return rounds;
  }

  /** Of load in a round. */
  Duration load() {
    return Duration.ofSeconds(seconds);
  }

  /** So that what is hot is compiled. */
  Duration warmUp() {
    return Duration.ofSeconds(Math.max(12, 2L * seconds));
  }

  /** A window in which processor time is counted, which has steps of 10 ms. */
  Duration window() {
    return Duration.ofSeconds(6L * seconds);
  }

  PlainEngine engine() {
    return engine;
  }

  String engineAddress() {
    return engineAddress;
  }

  String socket() {
    return socket;
  }

  Path file(String name) {
    return work.resolve(name);
  }

  /** The engine's ids of a hundred containers that run; made when they are first asked for. */
  List<String> hundred() throws IOException, InterruptedException {
    if (hundred.isEmpty()) {
      say("making " + CONTAINERS + " containers");
      List<Callable<String>> made = new ArrayList<>();
      for (int i = 0; i < CONTAINERS; i++) {
        int number = i;
        made.add(() -> one(number));
      }
      hundred = PlainEngine.allOf(made, HANDS);
    }
    return hundred;
  }

  private String one(int number) throws IOException, InterruptedException {
    String labels =
        String.format(
            Locale.ROOT,
            "{\"bench\":\"1\",\"app\":\"%s\",\"group\":\"g%d\"}",
            number % 2 == 0 ? "web" : "worker",
            number / 20);
    String id = engine.create("bench-" + number, labels, "sh", "-c", BUSY);
    engine.start(id);
    return id;
  }

  /** Our server on the engine, with its hundred containers. */
  Server server() throws IOException, InterruptedException {
    hundred();
    Server present = server;
    if (present == null) {
      present = newServer(socket);
      server = present;
    }
    return present;
  }

  /** One more, on any engine; who asks for it closes it. */
  Server newServer(String dockerHost) throws IOException, InterruptedException {
    return Server.start(work.resolve("data-" + ++servers), dockerHost);
  }

  /** For what is disturbed by it. */
  void stopServer() throws IOException, InterruptedException {
    Server present = server;
    server = null;
    if (present != null) {
      present.close();
    }
  }

  void keep(String section, String figure, String side, Series series) {
    List<Double> values = series.values();
    for (int i = 0; i < values.size(); i++) {
      raw.add(String.join(",", section, figure, side, "" + (i + 1), "" + values.get(i)));
    }
  }

  List<String> raw() {
    return raw;
  }

  static void say(String words) {
    System.err.println("bench: " + words);
  }

  /** Removes what earlier runs and this one have left. */
  void sweep() throws IOException, InterruptedException {
    List<String> left = new ArrayList<>();
    engine
        .get("/containers/json?all=1&filters=%7B%22label%22%3A%5B%22bench%3D1%22%5D%7D")
        .forEach(container -> left.add(container.path("Id").asString("")));
    PlainEngine.toAll(left, HANDS, engine::remove);
    hundred = List.of();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      stopServer();
    } finally {
      sweep();
      Command.output(List.of("rm", "-rf", work.toString()));
    }
  }
}
