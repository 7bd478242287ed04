package tianniu.engine.docker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineRef;
import tianniu.engine.ExecEngine;
import tianniu.engine.ExecSession;
import tianniu.engine.ExecSpec;
import tianniu.engine.local.ProcessTree;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** Docker's exec. */
final class DockerExecs implements ExecEngine {
  private final DockerHttp http;
  private final boolean local;
  private volatile boolean inReach;

  /**
   * @param local whether the engine's processes may be this machine's, so that they can be killed
   */
  DockerExecs(DockerHttp http, boolean local) {
    this.http = http;
    this.local = local;
  }

  @Override
  public Ready prepare(EngineRef ref, ExecSpec spec) {
    List<String> environment = new ArrayList<>();
    spec.environment().forEach(v -> environment.add(v.name() + "=" + v.value()));
    ExecKill kill = kill(ref, environment);
    // Both outputs are always read: their end is the command's end, whatever the caller wants.
    Wire.ExecCreation creation =
        new Wire.ExecCreation(
            spec.stdin(),
            true,
            true,
            spec.tty(),
            spec.command(),
            environment,
            spec.workingDir(),
            spec.user());
    try {
      RunningExec exec = create(ref, creation);
      return () -> start(ref, exec, spec, kill);
    } catch (FaultException e) {
      FailedExec failed = failed(e);
      return () -> failed;
    }
  }

  /**
   * Some engines say on a call, not in the output, that the command cannot be run: of a user that
   * is not there, Docker 28 already when the exec is made.
   */
  private static FailedExec failed(FaultException e) {
    if (e.fault() instanceof Fault.EngineRefused refused
        && ExecOutput.isAboutCommand(refused.message())) {
      return new FailedExec(refused.message());
    }
    throw e;
  }

  private RunningExec create(EngineRef ref, Wire.ExecCreation creation) {
    Call create = Call.post("/containers/" + ref + "/exec").withBody(creation);
    String id = http.send(create, new Subject.Container(ref)).read(Wire.Identity.class).id();
    if (id == null) {
      throw new Fault.EngineRefused("an exec without an id").asException();
    }
    return new RunningExec(http, id);
  }

  private ExecSession start(EngineRef ref, RunningExec exec, ExecSpec spec, ExecKill kill) {
    Call start =
        Call.post("/exec/" + exec.id() + "/start")
            .withBody(new Wire.ExecStart(false, spec.tty()))
            .upgraded();
    try {
      StreamedReply reply = http.open(start, new Subject.Container(ref));
      return new DockerExecSession(exec, reply, ExecOutput.of(reply, exec, spec), kill);
    } catch (FaultException e) {
      return failed(e);
    }
  }

  /** Marks the command in its environment only where that may be needed to end it. */
  private ExecKill kill(EngineRef ref, List<String> environment) {
    if (!isInReach(ref)) {
      return inContainer(ref, environment);
    }
    boolean ofAnybody = ProcessTree.mayKillAnybody();
    return new ExecKill.OnHost(ref, ofAnybody ? null : inContainer(ref, environment));
  }

  /**
   * Also a local socket may lead out of a container, or to a virtual machine; where one container's
   * process is seen, those of all are.
   */
  private boolean isInReach(EngineRef ref) {
    if (!inReach && local) {
      inReach =
          ProcessTree.isInReach(DockerContainers.inspect(http, ref).state().pid(), ref.value());
    }
    return inReach;
  }

  private ExecKill.InContainer inContainer(EngineRef ref, List<String> environment) {
    byte[] random = new byte[16];
    ThreadLocalRandom.current().nextBytes(random);
    String mark = "TIANNIU_EXEC=" + HexFormat.of().formatHex(random);
    environment.add(mark);
    return new ExecKill.InContainer(http, ref, mark);
  }

  /** An exec that the engine knows by an id. */
  record RunningExec(DockerHttp http, String id) {
    /** Null when the engine knows it no more, for its container has ended. */
    Wire.@Nullable Exec inspect() {
      try {
        Reply reply = http.exchange(Call.get("/exec/" + id + "/json"));
        if (reply.status() == 404 || reply.status() == 409) {
          return null;
        }
        if (!reply.head().isSuccess()) {
          throw Refusal.of(new Subject.Whole(), reply.status(), reply.message()).asException();
        }
        return reply.read(Wire.Exec.class);
      } catch (IOException e) {
        throw DockerHttp.unavailable(e);
      }
    }

    void resize(int columns, int rows) {
      Call call = Call.post("/exec/" + id + "/resize").query("w", columns).query("h", rows);
      try {
        // Refused before the command has begun and after it has ended, which is no fault.
        http.exchange(call);
      } catch (IOException e) {
        throw DockerHttp.unavailable(e);
      }
    }
  }
}
