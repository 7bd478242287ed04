package tianniu.engine.contract;

import static java.time.temporal.ChronoUnit.MILLIS;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerEngine;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Engine;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.engine.ExecSession;
import tianniu.engine.ExecSpec;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.SpecDraft;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/**
 * An engine under test and the words that the contract speaks to it. Each implementation says what
 * its machine has; all containers are told apart by a label and removed at the end of the test.
 */
public abstract class TestEngine implements AutoCloseable {
  /** On every container that a test makes. */
  public static final String LABEL = "tianniu-contract";

  private static final SecureRandom RANDOM = new SecureRandom();

  /** How long a real engine may take for what it does behind. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Engine engine;
  private final List<EngineRef> made = new ArrayList<>();

  protected TestEngine(Engine engine) {
    this.engine = engine;
  }

  public final Engine engine() {
    return engine;
  }

  public final ContainerEngine containers() {
    return engine.containers();
  }

  /** A busybox image that the engine has, whose own command is a shell. */
  public abstract String image();

  /** An image that a registry has and the engine has not, or no more. */
  public abstract String pullableImage();

  /** An image that its registry does not have. */
  public abstract String unknownImage();

  /** An image whose registry wants credentials. */
  public abstract String deniedImage();

  /** An image whose registry does not answer. */
  public abstract String unreachableImage();

  /** A network beside bridge, host and none. */
  public abstract String network();

  /** A volume. */
  public abstract String volume();

  /** A folder of the engine's host. */
  public abstract String path();

  /** A TCP port of the host that something else than a container holds. */
  public abstract int takenPort();

  /** A port of the host that is free, and stays so unless the test takes it. */
  public abstract int freePort();

  /** Gives back what the machine was furnished with; the containers are gone already. */
  protected abstract void release();

  /** A name that no other test uses. */
  public final String name() {
    byte[] bytes = new byte[6];
    RANDOM.nextBytes(bytes);
    return "contract-" + HexFormat.of().formatHex(bytes);
  }

  public final ContainerSpec spec(UnaryOperator<SpecDraft> more) {
    SpecDraft draft =
        new SpecDraft(
            ContainerId.random(RANDOM), name(), image(), Instant.now().truncatedTo(MILLIS));
    return more.apply(draft.label(LABEL, "1").command("sleep", "600")).spec();
  }

  public final EngineRef create(ContainerSpec spec) {
    EngineRef ref = containers().create(spec);
    made.add(ref);
    return ref;
  }

  public final EngineRef create(UnaryOperator<SpecDraft> more) {
    return create(spec(more));
  }

  public final EngineRef create(String... command) {
    return create(draft -> draft.command(command));
  }

  public final EngineRef running(UnaryOperator<SpecDraft> more) {
    EngineRef ref = create(more);
    containers().start(ref);
    return ref;
  }

  public final EngineRef running(String... command) {
    return running(draft -> draft.command(command));
  }

  /** A container whose process has ended by itself. */
  public final EngineRef ended(UnaryOperator<SpecDraft> more) {
    EngineRef ref = running(more);
    awaitState(ref, EngineState.EXITED);
    return ref;
  }

  public final EngineRef ended(String script) {
    return ended(draft -> draft.script(script));
  }

  /** A container that was stopped. */
  public final EngineRef stopped() {
    EngineRef ref = running("sleep", "600");
    containers().stop(ref, Duration.ZERO);
    return ref;
  }

  /** A reference to a container that was there and is no more. */
  public final EngineRef removed() {
    EngineRef ref = create("true");
    containers().remove(ref, false, true);
    return ref;
  }

  public final EngineContainer see(EngineRef ref) {
    return containers().find(ref).orElseThrow();
  }

  public final EngineState state(EngineRef ref) {
    return see(ref).state();
  }

  public final String mark(EngineRef ref) {
    return containers().list().stream()
        .filter(summary -> summary.ref().equals(ref))
        .findAny()
        .orElseThrow()
        .mark();
  }

  public final void awaitState(EngineRef ref, EngineState state) {
    await(() -> state(ref) == state);
  }

  /** Waits for what a real engine does behind. */
  public final void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(condition);
  }

  public final List<LogLine> logs(EngineRef ref, LogQuery query) {
    List<LogLine> lines = new ArrayList<>();
    try (LogStream stream = containers().logs(ref, query)) {
      for (LogLine line = stream.next(); line != null; line = stream.next()) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** What the container has written so far. */
  public final List<String> messages(EngineRef ref) {
    return messages(logs(ref, new LogQuery(null, null, LogQuery.ALL, false)));
  }

  public static List<String> messages(List<LogLine> lines) {
    return lines.stream().map(LogLine::message).toList();
  }

  /** Runs a command in the container to its end. */
  public final ExecResult exec(EngineRef ref, String... command) {
    return exec(ref, command(command));
  }

  public final ExecResult exec(EngineRef ref, ExecSpec spec) {
    try (ExecSession session = engine.execs().start(ref, spec)) {
      return finish(session);
    }
  }

  /** Reads a command's output to its end. */
  public static ExecResult finish(ExecSession session) {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    for (var chunk = session.read(); chunk != null; chunk = session.read()) {
      byte[] bytes = new byte[chunk.bytes().remaining()];
      chunk.bytes().get(bytes);
      switch (chunk.stream()) {
        case STDOUT -> stdout.writeBytes(bytes);
        case STDERR -> stderr.writeBytes(bytes);
      }
    }
    return new ExecResult(
        stdout.toString(StandardCharsets.UTF_8),
        stderr.toString(StandardCharsets.UTF_8),
        session.exitCode());
  }

  /** A command as a client without input and terminal asks for it. */
  public static ExecSpec command(String... command) {
    return new ExecSpec(List.of(command), List.of(), null, null, false, false, true, true);
  }

  /** The fault that the call ends in; null when it ends well. */
  public static @Nullable Fault fault(Runnable call) {
    try {
      call.run();
      return null;
    } catch (FaultException e) {
      return e.fault();
    }
  }

  @Override
  public final void close() {
    try {
      for (EngineRef ref : made) {
        Fault fault = fault(() -> containers().remove(ref, true, true));
        if (fault != null && !(fault instanceof Fault.NoSuchContainer)) {
          throw fault.asException();
        }
      }
    } finally {
      release();
    }
  }
}
