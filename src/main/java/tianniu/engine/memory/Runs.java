package tianniu.engine.memory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerEngine.Change;
import tianniu.engine.EngineState;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.RestartPolicy;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** Starts and ends the runs of containers. Every method is called under the engine's lock. */
final class Runs {
  private static final Logger log = LoggerFactory.getLogger(Runs.class);

  /** Docker's first pause before a restart; it doubles with each one, up to a minute. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Machine machine;
  private final InstantSource clock;
  private final HostPorts hostPorts;
  private final Condition restartsChanged;
  private long lastPid = 4200;

  Runs(Machine machine) {
    this.machine = machine;
    this.clock = machine.setup.clock();
    this.hostPorts = new HostPorts(machine);
    this.restartsChanged = machine.lock.newCondition();
    machine.trouble.serve(this);
  }

  HostPorts hostPorts() {
    return hostPorts;
  }

  /**
   * Returns when the process has ended or waits for something, so that its first words are there.
   */
  Change start(Box box) {
    return switch (box.state) {
      case RUNNING, RESTARTING -> Change.ALREADY;
      case PAUSED -> throw Machine.refused("cannot start a paused container, try unpause instead");
      case REMOVING, DEAD ->
          throw Machine.refused("container is marked for removal and cannot be started");
      case CREATED, EXITED -> {
        box.retries = 0;
        box.stoppedByHand = false;
        launch(box).awaitSettled();
        yield Change.DONE;
      }
    };
  }

  Change stop(Box box, Duration grace) {
    if (box.state == EngineState.RESTARTING) {
      box.stoppedByHand = true;
      box.state = EngineState.EXITED;
      restartsChanged.signalAll();
      machine.tell(box, "stop");
      return Change.DONE;
    }
    PretendedProcess main = box.main;
    if (main == null) {
      return Change.ALREADY;
    }
    box.stoppedByHand = true;
    if (box.state == EngineState.PAUSED) {
      thaw(box, main);
    }
    machine.tell(box, "kill");
    main.terminate();
    if (!main.awaitEnd(grace)) {
      machine.tell(box, "kill");
      main.kill();
      main.awaitExitCode();
    }
    machine.tell(box, "stop");
    return Change.DONE;
  }

  void pause(Box box) {
    PretendedProcess main = box.main;
    switch (box.state) {
      case RUNNING -> {
        if (main != null) {
          main.freeze(true);
          box.execs.forEach(exec -> exec.freeze(true));
        }
        box.state = EngineState.PAUSED;
        box.pausedAt = clock.instant();
        machine.tell(box, "pause");
      }
      case PAUSED -> throw Machine.refused("Container " + box.ref + " is already paused");
      case RESTARTING ->
          throw Machine.refused(
              "Container " + box.ref + " is restarting, wait until the container is running");
      case CREATED, EXITED, REMOVING, DEAD ->
          throw Machine.refused("Container " + box.ref + " is not running");
    }
  }

  void unpause(Box box) {
    PretendedProcess main = box.main;
    if (box.state != EngineState.PAUSED || main == null) {
      throw Machine.refused("Container " + box.ref + " is not paused");
    }
    thaw(box, main);
  }

  void kill(Box box) {
    box.stoppedByHand = true;
    PretendedProcess main = box.main;
    if (main != null) {
      machine.tell(box, "kill");
      main.kill();
      main.awaitExitCode();
    } else if (box.state == EngineState.RESTARTING) {
      box.state = EngineState.EXITED;
      restartsChanged.signalAll();
    }
  }

  void crash(Box box, int exitCode, boolean outOfMemory) {
    PretendedProcess main = box.main;
    if (main == null) {
      throw new IllegalStateException("the container does not run: " + box.spec.name());
    }
    if (outOfMemory) {
      box.outOfMemory = true;
      machine.tell(box, "oom");
    }
    // The play goes on until it notices; what it ends with is no longer asked.
    main.kill();
    ended(box, main, exitCode);
  }

  /** The engine dies, and the process with it; nobody is told. */
  void cutOff(Box box) {
    box.cutOff = box.isUp() || box.state == EngineState.RESTARTING;
    PretendedProcess main = box.main;
    if (main != null) {
      main.kill();
      leave(box, Ended.KILLED);
    }
    if (box.cutOff) {
      box.state = EngineState.EXITED;
      restartsChanged.signalAll();
    }
  }

  private PretendedProcess launch(Box box) {
    PretendedProcess.Body body;
    try {
      box.setPorts(hostPorts.bind(box));
      body = Bodies.of(box);
    } catch (FaultException e) {
      box.setPorts(box.spec.ports());
      box.error = words(e.fault());
      if (box.state == EngineState.RESTARTING) {
        box.state = EngineState.EXITED;
      }
      machine.tell(box, "die");
      throw e;
    }
    PretendedProcess[] process = new PretendedProcess[1];
    process[0] =
        new PretendedProcess(
            machine.lock,
            surroundings(box),
            box.log.openRun(),
            false,
            body,
            code -> ended(box, process[0], code));
    box.main = process[0];
    box.run++;
    box.state = EngineState.RUNNING;
    box.startedAt = clock.instant();
    box.mounted = MemoryHost.mountedNow(machine, box.spec.volumes());
    box.finishedAt = null;
    box.exitCode = null;
    box.error = null;
    box.outOfMemory = false;
    box.pausedAt = null;
    box.pausedTime = Duration.ZERO;
    box.pid = ++lastPid;
    box.ipAddress = hostPorts.address(box);
    machine.tell(box, "start");
    process[0].begin("pretended-" + box.spec.name());
    return process[0];
  }

  private void ended(Box box, PretendedProcess process, int exitCode) {
    if (box.main != process) {
      return;
    }
    leave(box, exitCode);
    machine.tell(box, "die");
    if (!box.stoppedByHand && isToRunAgain(box, exitCode)) {
      box.state = EngineState.RESTARTING;
      Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(box.retries, 10));
      box.retries++;
      int run = box.run;
      Duration wait = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      Thread.ofVirtual().name("restart-" + box.spec.name()).start(() -> runAgain(box, run, wait));
    }
  }

  private void leave(Box box, int exitCode) {
    box.main = null;
    box.state = EngineState.EXITED;
    box.finishedAt = clock.instant();
    box.exitCode = exitCode;
    box.pid = 0;
    box.ipAddress = null;
    box.setPorts(box.spec.ports());
    List.copyOf(box.execs)
        .forEach(machine.away ? MemoryExecSession::lose : MemoryExecSession::kill);
    box.log.endFollowers();
  }

  private static boolean isToRunAgain(Box box, int exitCode) {
    RestartPolicy policy = box.spec.restartPolicy();
    return switch (policy.type()) {
      case NO -> false;
      case ON_FAILURE ->
          exitCode != 0 && (policy.maxRetries() == 0 || box.retries < policy.maxRetries());
      case ALWAYS, UNLESS_STOPPED -> true;
    };
  }

  private void runAgain(Box box, int run, Duration pause) {
    machine.lock.lock();
    try {
      long left = pause.toNanos();
      while (left > 0 && box.run == run && box.state == EngineState.RESTARTING) {
        left = restartsChanged.awaitNanos(left);
      }
      if (box.run == run && box.state == EngineState.RESTARTING) {
        launch(box);
      }
    } catch (FaultException e) {
      log.debug("a pretended restart failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      machine.lock.unlock();
    }
  }

  private void thaw(Box box, PretendedProcess main) {
    main.freeze(false);
    box.execs.forEach(exec -> exec.freeze(false));
    box.state = EngineState.RUNNING;
    if (box.pausedAt != null) {
      box.pausedTime = box.pausedTime.plus(Duration.between(box.pausedAt, clock.instant()));
      box.pausedAt = null;
    }
    machine.tell(box, "unpause");
  }

  static Surroundings surroundings(Box box) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("HOSTNAME", box.hostname());
    for (EnvironmentVariable variable : box.spec.environment()) {
      environment.put(variable.name(), variable.value());
    }
    environment.put("HOME", "/");
    String workingDir = box.spec.process().workingDir();
    String user = box.spec.process().user();
    return new Surroundings(
        environment,
        workingDir == null ? "/" : workingDir,
        user == null ? "root" : user.replaceFirst(":.*", ""),
        box.hostname(),
        false,
        box.files);
  }

  private static String words(Fault fault) {
    return switch (fault) {
      case Fault.EngineRefused(String message) -> message;
      case Fault.PortInUse(int port, String protocol) ->
          "Bind for 0.0.0.0:" + port + "/" + protocol + " failed: port is already allocated";
      default -> fault.toString();
    };
  }
}
