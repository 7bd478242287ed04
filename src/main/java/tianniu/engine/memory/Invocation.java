package tianniu.engine.memory;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tianniu.engine.OutputStreamKind;

/**
 * One program being run.
 *
 * @param arguments the program's name first
 * @param variables of the shell that runs it: programs that are built into a shell change them
 */
record Invocation(
    List<String> arguments,
    Map<String, String> variables,
    PretendedProcess process,
    Output output) {
  String argument(int index, String otherwise) {
    return index < arguments.size() ? arguments.get(index) : otherwise;
  }

  Surroundings around() {
    return process.around();
  }

  void say(String line) throws Ended {
    output.write(OutputStreamKind.STDOUT, (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  int complain(String line, int code) throws Ended {
    output.write(OutputStreamKind.STDERR, (line + "\n").getBytes(StandardCharsets.UTF_8));
    return code;
  }

  /** A path, seen from the working directory. */
  String path(String name) {
    String directory = variables.getOrDefault("PWD", "/");
    return name.startsWith("/") ? name : (directory.equals("/") ? "" : directory) + "/" + name;
  }
}
