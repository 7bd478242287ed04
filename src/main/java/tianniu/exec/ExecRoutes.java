package tianniu.exec;

import static tianniu.caller.Permission.CONTAINER_EXEC;
import static tianniu.http.Route.get;
import static tianniu.http.Route.post;

import java.util.List;
import tianniu.container.Containers;
import tianniu.engine.Engine;
import tianniu.engine.EngineRef;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.ExecEngine;
import tianniu.engine.ExecSession;
import tianniu.engine.ExecSpec;
import tianniu.engine.Patience;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Violation;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.http.Trail;
import tianniu.idempotency.Desk;
import tianniu.idempotency.Turn;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.Status;

/** The routes of the chapter "exec". */
public final class ExecRoutes {
  private final Containers containers;
  private final Engine engine;
  private final EngineMirror mirror;
  private final Desk desk;

  public ExecRoutes(Containers containers, Engine engine, EngineMirror mirror, Desk desk) {
    this.containers = containers;
    this.desk = desk;
    this.engine = engine;
    this.mirror = mirror;
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    String path = "/api/v1/containers/{container_id}/exec";
    return List.of(
        post(path, "execInContainer", CONTAINER_EXEC, this::exec),
        get(path, "openTerminal", CONTAINER_EXEC, this::terminal)
            .query("command...", "working_dir", "user", "tty", "columns", "rows"));
  }

  private Reply exec(Request request) {
    ExecCommand command = request.body(ExecCommand::read);
    tell(request, command.spec());
    return desk.once(request, turn -> run(request, command, turn));
  }

  private Reply run(Request request, ExecCommand command, Turn turn) {
    turn.requireFirst();
    try (ExecSession session = start(request, command.spec(), turn)) {
      Execution.Result result =
          new Execution(session, command.timeout()).run(command.spec().stdin(), command.stdin());
      request.audit().detail("exit_code", result.exitCode());
      turn.brief(() -> Reply.json(result.brief()));
      return Reply.json(result);
    }
  }

  private Reply terminal(Request request) {
    if (!request.isWebSocketUpgrade()) {
      throw new Fault.MethodNotAllowed("GET", List.of("POST")).asException();
    }
    if (!request.isWebSocketHandshake()) {
      throw Fault.invalid(
              new Violation(
                  Violation.Where.HEADER, "Upgrade", "is not a WebSocket handshake of version 13"))
          .asException();
    }
    TerminalRequest asked = TerminalRequest.of(request.query());
    tell(request, asked.spec());
    ExecSession session = start(request, asked.spec(), Turn.FREE);
    return new Reply.Upgrade(
        List.of(Terminal.PROTOCOL),
        () -> new Terminal(session, asked, request.audit()),
        session::close);
  }

  private void tell(Request request, ExecSpec spec) {
    containers.tell(request, request.path("container_id"));
    describe(request.audit(), spec);
  }

  private ExecSession start(Request request, ExecSpec spec, Turn turn) {
    String asked = request.path("container_id");
    LiveContainer container = containers.find(request.caller(), asked);
    CommandRules.check(request.caller(), spec);
    return Patience.ofCaller(() -> started(request, container, spec, turn));
  }

  private ExecSession started(Request request, LiveContainer container, ExecSpec spec, Turn turn) {
    mirror.requireConnected();
    containers.requirePrivilege(request.caller(), container);
    EngineRef ref = container.ref();
    if (container.status() != Status.RUNNING || ref == null) {
      throw notRunning(container);
    }
    try {
      ExecEngine.Ready command =
          request.audit().startedWhile(() -> engine.execs().prepare(ref, spec));
      turn.begun();
      return command.start();
    } catch (FaultException e) {
      if (!(e.fault() instanceof Fault.EngineUnavailable)) {
        turn.undone();
      }
      // It may have ended a moment ago: then that is the answer.
      mirror.refresh(ref);
      LiveContainer now = containers.find(request.caller(), container.id().value());
      throw now.status() == Status.RUNNING ? e : notRunning(now);
    }
  }

  /** The command as the audit has it: of the environment only the names, and nothing of stdin. */
  private static void describe(Trail trail, ExecSpec spec) {
    trail.detail("command", spec.command());
    if (!spec.environment().isEmpty()) {
      trail.detail("env", spec.environment().stream().map(EnvironmentVariable::name).toList());
    }
    if (spec.user() != null) {
      trail.detail("user", spec.user());
    }
    if (spec.workingDir() != null) {
      trail.detail("working_dir", spec.workingDir());
    }
  }

  private static FaultException notRunning(LiveContainer container) {
    return new Fault.WrongState(
            container.id().value(),
            "run a command in",
            container.status().word(),
            List.of(Status.RUNNING.word()))
        .asException();
  }
}
