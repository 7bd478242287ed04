package tianniu.engine.memory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.ExecEngine;
import tianniu.engine.ExecSession;
import tianniu.engine.ExecSpec;

/** Commands in pretended containers, played by the small shell. */
final class MemoryExecs implements ExecEngine {
  private final Machine machine;

  MemoryExecs(Machine machine) {
    this.machine = machine;
  }

  @Override
  public Ready prepare(EngineRef ref, ExecSpec spec) {
    machine.call(Call.EXEC_CREATE, () -> running(ref));
    if (spec.command().isEmpty()) {
      throw Machine.refused("No exec command specified");
    }
    return () -> machine.call(Call.EXEC, () -> begun(running(ref), spec));
  }

  private Box running(EngineRef ref) {
    Box box = machine.box(ref);
    if (box.state == EngineState.PAUSED) {
      throw Machine.refused("Container " + ref + " is paused, unpause the container before exec");
    }
    if (box.state != EngineState.RUNNING) {
      throw Machine.refused("Container " + ref + " is not running");
    }
    return box;
  }

  private ExecSession begun(Box box, ExecSpec spec) {
    MemoryExecSession session =
        new MemoryExecSession(machine, box, spec, surroundings(box, spec), body(spec));
    session.begin();
    return session;
  }

  private static Surroundings surroundings(Box box, ExecSpec spec) {
    Surroundings container = Runs.surroundings(box);
    Map<String, String> environment = new LinkedHashMap<>(container.environment());
    for (EnvironmentVariable variable : spec.environment()) {
      environment.put(variable.name(), variable.value());
    }
    if (spec.tty()) {
      environment.put("TERM", "xterm");
    }
    String workingDir = spec.workingDir();
    String user = spec.user();
    return new Surroundings(
        environment,
        workingDir == null ? container.workingDir() : workingDir,
        user == null ? container.user() : user.replaceFirst(":.*", ""),
        container.hostname(),
        spec.tty(),
        container.files());
  }

  private static PretendedProcess.Body body(ExecSpec spec) {
    List<String> command = spec.command();
    return process -> {
      Shell shell = new Shell(process, process.around().environment());
      if (Programs.find(command.getFirst()) == null) {
        // Docker ends its own words like this, with or without a terminal.
        String words =
            "OCI runtime exec failed: exec failed: unable to start container process: "
                + Bodies.notFound(command.getFirst())
                + "\r";
        return new Invocation(command, Map.of(), process, process.output()).complain(words, 127);
      }
      return shell.exec(command, process.output());
    };
  }
}
