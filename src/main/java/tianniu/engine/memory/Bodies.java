package tianniu.engine.memory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tianniu.engine.OutputStreamKind;

/** What a container's first process does, by its command line. */
final class Bodies {
  private Bodies() {}

  /**
   * The body of the container's command.
   *
   * @throws tianniu.fault.FaultException with {@code EngineRefused} when there is no such program
   */
  static PretendedProcess.Body of(Box box) {
    List<String> command = box.commandLine();
    if (command.isEmpty()) {
      throw Machine.refused("No command specified");
    }
    String name = command.getFirst();
    if (Programs.find(name) != null) {
      return process ->
          new Shell(process, process.around().environment()).exec(command, process.output());
    }
    if (isServer(box)) {
      return process -> serve(process, box.image);
    }
    throw Machine.refused("OCI runtime create failed: " + notFound(name));
  }

  /** Whether the container's process is the made-up server of its image, or busybox's. */
  static boolean isServer(Box box) {
    List<String> command = box.commandLine();
    if (command.isEmpty()) {
      return false;
    }
    String name = command.getFirst();
    boolean isMadeUp = Programs.find(name) == null && box.image.command().indexOf(name) == 0;
    return isMadeUp || name.equals("httpd");
  }

  static String notFound(String name) {
    return name.startsWith("/")
        ? "exec: \"" + name + "\": stat " + name + ": no such file or directory: unknown"
        : "exec: \"" + name + "\": executable file not found in $PATH: unknown";
  }

  private static int serve(PretendedProcess process, MemoryImage image) throws Ended {
    process.handleTermination();
    for (String line : image.hello()) {
      say(process, line);
    }
    Duration pace = image.chatter().isEmpty() ? Duration.ofDays(1) : image.pace();
    for (int next = 0; ; next++) {
      process.sleep(pace);
      if (process.takeTermination()) {
        return 0;
      }
      if (!image.chatter().isEmpty()) {
        say(process, image.chatter().get(next % image.chatter().size()));
      }
    }
  }

  private static void say(PretendedProcess process, String line) throws Ended {
    process.write(OutputStreamKind.STDOUT, (line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
