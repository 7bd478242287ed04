package tianniu.engine.docker;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.EngineRef;
import tianniu.engine.local.ProcessTree;
import tianniu.fault.FaultException;

/** How a command in a container is ended, which Docker's API has no call for. */
sealed interface ExecKill {
  void kill(DockerExecs.RunningExec exec);

  /**
   * The engine's processes are this machine's.
   *
   * @param other for a command of a user whom we may not kill; null when we may kill anybody
   */
  record OnHost(EngineRef ref, @Nullable ExecKill other) implements ExecKill {
    private static final Duration BIRTH = Duration.ofSeconds(2);

    @Override
    public void kill(DockerExecs.RunningExec exec) {
      Wire.Exec found = exec.inspect();
      // The engine writes the pid down a moment after the process was born.
      Deadline deadline = Deadline.in(BIRTH);
      while (found != null && found.running() && found.pid() == 0 && !deadline.hasPassed()) {
        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        found = exec.inspect();
      }
      if (found == null || !found.running()) {
        return;
      }
      boolean gone = found.pid() != 0 && ProcessTree.kill(found.pid(), ref.value());
      if (!gone && other != null) {
        other.kill(exec);
      }
    }
  }

  /**
   * The engine is elsewhere: a second command, in the container, kills every process that has the
   * first one's mark in its environment. As good as can be had: it needs {@code sh}, {@code tr} and
   * {@code grep} in the image, and misses what was started with a cleared environment.
   */
  record InContainer(DockerHttp http, EngineRef ref, String mark) implements ExecKill {
    private static final Logger LOG = LoggerFactory.getLogger(InContainer.class);

    /** Stopped first, and twice: so that nobody sees another die, or is born meanwhile. */
    private static final String SCRIPT =
        """
        for signal in STOP STOP KILL KILL; do
          for dir in /proc/[0-9]*; do
            if tr '\\0' '\\n' <"$dir/environ" 2>/dev/null | grep -qxF "$1"; then
              kill -$signal "${dir#/proc/}"
            fi
          done
        done
        """;

    @Override
    public void kill(DockerExecs.RunningExec exec) {
      Wire.Exec found = exec.inspect();
      if (found == null || !found.running()) {
        return;
      }
      Wire.ExecCreation creation =
          new Wire.ExecCreation(
              false,
              false,
              false,
              false,
              List.of("sh", "-c", SCRIPT, "sh", mark),
              List.of(),
              null,
              "0");
      Subject subject = new Subject.Container(ref);
      try {
        Call create = Call.post("/containers/" + ref + "/exec").withBody(creation);
        String id = http.send(create, subject).read(Wire.Identity.class).id();
        Call start = Call.post("/exec/" + id + "/start").withBody(new Wire.ExecStart(true, false));
        http.send(start, subject);
      } catch (FaultException e) {
        LOG.warn("A command in container {} could not be ended: {}", ref, e.getMessage());
      }
    }
  }
}
