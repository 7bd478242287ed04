package tianniu.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The proxy as a process of its own: {@code lab/faults} starts it. */
final class FaultMain {
  private FaultMain() {}

  /** SOCKET ENGINE_SOCKET CONTROL_PORT SEED [RULE...]. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> given = List.of(arguments);
    if (given.size() < 4) {
      System.err.print("SOCKET ENGINE_SOCKET CONTROL_PORT SEED [RULE...]\n" + Rule.USAGE);
      System.exit(2);
    }
    FaultProxy proxy =
        new FaultProxy(Path.of(given.get(0)), Path.of(given.get(1)), Long.parseLong(given.get(3)));
    given.stream().skip(4).map(Rule::parse).forEach(proxy.rules()::add);
    ControlPort control = new ControlPort(proxy, Integer.parseInt(given.get(2)));
    System.err.println("listening on " + proxy.host() + ", told on port " + control.port());
    new CountDownLatch(1).await();
  }
}
