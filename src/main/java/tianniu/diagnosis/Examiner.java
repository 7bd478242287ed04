package tianniu.diagnosis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.caller.Caller;
import tianniu.caller.Permission;
import tianniu.diagnosis.CaseFile.Check;
import tianniu.diagnosis.CaseFile.Consumption;
import tianniu.diagnosis.CaseFile.Health;
import tianniu.diagnosis.CaseFile.Limits;
import tianniu.diagnosis.CaseFile.Run;
import tianniu.diagnosis.Diagnosis.From;
import tianniu.diagnosis.Inquiry.Question;
import tianniu.engine.Engine;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.HealthProbe;
import tianniu.engine.HealthStatus;
import tianniu.engine.ImageHealth;
import tianniu.engine.LogLine;
import tianniu.engine.LogQuery;
import tianniu.engine.LogStream;
import tianniu.engine.OnUnhealthy;
import tianniu.engine.ProcessSpec;
import tianniu.engine.RestartPolicy;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.health.Healing;
import tianniu.health.Prober;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.usage.UsageSampler;

/** Gathers all that is known of a container, within a bounded time, and has it judged. */
final class Examiner {
  private static final Logger LOG = LoggerFactory.getLogger(Examiner.class);

  /** For all that the engine, its registry and its host are asked. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  /** A removal that was just done may not be written yet. */
  private static final Duration WRITING = Duration.ofSeconds(1);

  private final Engine engine;
  private final LiveView view;
  private final EngineMirror mirror;
  private final UsageSampler sampler;
  private final Prober prober;
  private final Needs needs;
  private final Archive archive;
  private final RemainsKeeper keeper;
  private final InstantSource clock;

  Examiner(
      Engine engine,
      LiveView view,
      EngineMirror mirror,
      UsageSampler sampler,
      Prober prober,
      Needs needs,
      Archive archive,
      RemainsKeeper keeper,
      InstantSource clock) {
    this.engine = engine;
    this.view = view;
    this.mirror = mirror;
    this.sampler = sampler;
    this.prober = prober;
    this.needs = needs;
    this.archive = archive;
    this.keeper = keeper;
    this.clock = clock;
  }

  /**
   * Examines the container that goes by a name, or what is left of it.
   *
   * @param tail how many lines are wanted at most
   */
  Diagnosis examine(Caller caller, String asked, int tail) {
    mirror.requireReady();
    Optional<LiveContainer> found = view.snapshot().find(asked, caller.scope());
    return found.isPresent()
        ? present(caller, found.get(), tail)
        : removed(caller, remains(caller, asked), tail);
  }

  private Remains remains(Caller caller, String asked) {
    Optional<Remains> found = archive.find(caller.scope(), asked);
    if (found.isEmpty()) {
      keeper.awaitWritten(WRITING);
      found = archive.find(caller.scope(), asked);
    }
    return found.orElseThrow(() -> new Fault.NoSuchContainer(asked).asException());
  }

  private Diagnosis present(Caller caller, LiveContainer container, int tail) {
    boolean mayRead = caller.may(Permission.CONTAINER_LOGS);
    EngineRef ref = container.ref();
    Inquiry inquiry = new Inquiry(LIMIT);
    Question<EngineContainer> look = null;
    Question<List<LogLine>> log = null;
    List<Question<Check>> checks = new ArrayList<>();
    if (mirror.isConnected()) {
      if (ref != null) {
        look = inquiry.ask(() -> engine.containers().find(ref).orElse(null));
        log = mayRead && tail > 0 ? inquiry.ask(() -> lines(ref, tail)) : null;
      }
      if (isDown(container)) {
        for (Supplier<Check> each : needs.of(caller, container)) {
          checks.add(inquiry.ask(each));
        }
      }
    }
    Remains kept = kept(container);
    EngineContainer fresh = look == null ? null : inquiry.answer(look);
    boolean away =
        !mirror.isConnected() || (look != null && fresh == null && inquiry.isIncomplete());
    List<LogLine> lines = log == null ? null : inquiry.answer(log);
    List<Check> answers = new ArrayList<>();
    for (Question<Check> each : checks) {
      Check answer = inquiry.answer(each);
      if (answer != null) {
        answers.add(answer);
      }
    }
    From from = mayRead ? From.ENGINE : From.WITHHELD;
    if (mayRead && lines == null) {
      lines = tail > 0 ? last(keptLines(container), tail) : null;
      from = lines == null ? From.NONE : From.KEPT;
    }
    EngineContainer known = fresh == null ? container.engine() : fresh;
    CaseFile file =
        file(container, known, kept, answers, away || inquiry.isAway(), inquiry.isIncomplete());
    return new Diagnosis(file, Judgement.of(file), lines, from);
  }

  private static boolean isDown(LiveContainer container) {
    return container.transition() == null
        && (container.status() == Status.STOPPED || container.status() == Status.FAILED);
  }

  /** Null when nothing was kept, or the store is away: the engine knows most of it too. */
  private @Nullable Remains kept(LiveContainer container) {
    try {
      return archive.of(container.id()).orElse(null);
    } catch (FaultException e) {
      LOG.debug("what was kept of {} is not at hand: {}", container.id(), e.fault());
      return null;
    }
  }

  private @Nullable List<LogLine> keptLines(LiveContainer container) {
    try {
      return archive.lines(container.id());
    } catch (FaultException e) {
      LOG.debug("lines that were kept of {} are not at hand: {}", container.id(), e.fault());
      return null;
    }
  }

  private List<LogLine> lines(EngineRef ref, int tail) {
    try (LogStream stream = engine.containers().logs(ref, new LogQuery(null, null, tail, false))) {
      return KeptLines.last(stream, tail);
    }
  }

  private CaseFile file(
      LiveContainer container,
      @Nullable EngineContainer known,
      @Nullable Remains kept,
      List<Check> checks,
      boolean away,
      boolean incomplete) {
    Status status =
        container.transition() == null && known != null && container.draft() == null
            ? new LiveContainer(container.id(), known, null, null, container.reason()).status()
            : container.status();
    return new CaseFile(
        container.id().value(),
        container.name(),
        container.image(),
        status,
        away,
        incomplete,
        run(container, known, kept),
        container.reason(),
        known == null ? null : known.error(),
        status == Status.RUNNING ? health(container, known) : null,
        healing(container, known, status),
        sampler
            .usage(container.id())
            .map(usage -> new Consumption(usage.memoryBytes(), usage.cpuCores()))
            .orElse(null),
        new Limits(container.limits().memory(), container.limits().cpu()),
        checks,
        program(container, known),
        null,
        true,
        clock.instant());
  }

  private static Run run(
      LiveContainer container, @Nullable EngineContainer known, @Nullable Remains kept) {
    boolean underWay = container.transition() != null;
    if (known == null) {
      RestartPolicy policy =
          container.draft() == null ? RestartPolicy.NO : container.draft().restartPolicy();
      return new Run(underWay, false, null, null, policy, 0);
    }
    return new Run(
        underWay,
        container.isCrashLooping(),
        known.startedAt(),
        ending(container, known, kept),
        known.restartPolicy(),
        known.restartCount());
  }

  private static @Nullable Exit ending(
      LiveContainer container, EngineContainer known, @Nullable Remains kept) {
    Exit told = Exit.of(known, false);
    Exit heard = kept == null ? null : kept.ending();
    if (told == null) {
      return known.restartCount() > 0 ? heard : null;
    }
    boolean isSame =
        kept != null && kept.isOfRunOf(Remains.of(container, null).with(known.startedAt(), null));
    return heard == null || !isSame
        ? told
        : new Exit(
            told.code(),
            told.outOfMemory() || heard.outOfMemory(),
            heard.onRequest(),
            told.finishedAt());
  }

  private @Nullable Health health(LiveContainer container, @Nullable EngineContainer known) {
    HealthProbe probe = known == null ? null : known.health();
    if (probe != null) {
      return prober
          .health(container.id())
          .map(
              now ->
                  new Health(
                      now.status(),
                      probe.endpoint().toString(),
                      now.lastChecked(),
                      now.failingStreak(),
                      now.lastError()))
          .orElseGet(
              () -> new Health(HealthStatus.STARTING, probe.endpoint().toString(), null, 0, null));
    }
    ImageHealth image = known == null ? null : known.imageHealth();
    return image == null
        ? null
        : new Health(
            image.status(), null, image.lastChecked(), image.failingStreak(), image.lastError());
  }

  /** A restart that is under way may be one of this server's own. */
  private @Nullable Healing healing(
      LiveContainer container, @Nullable EngineContainer known, Status status) {
    HealthProbe probe = known == null ? null : known.health();
    boolean acts = probe != null && probe.onUnhealthy() == OnUnhealthy.RESTART;
    return acts && (status == Status.RUNNING || status == Status.RESTARTING)
        ? prober.healing(container.id())
        : null;
  }

  private static @Nullable String program(
      LiveContainer container, @Nullable EngineContainer known) {
    ProcessSpec process =
        known != null
            ? known.process()
            : container.draft() != null ? container.draft().process() : ProcessSpec.IMAGE_DEFAULTS;
    List<String> entrypoint = process.entrypoint();
    List<String> command = process.command();
    if (entrypoint != null && !entrypoint.isEmpty()) {
      return entrypoint.getFirst();
    }
    return command == null || command.isEmpty() ? null : command.getFirst();
  }

  private Diagnosis removed(Caller caller, Remains remains, int tail) {
    List<LogLine> lines = archive.lines(remains.id());
    CaseFile file =
        new CaseFile(
            remains.id().value(),
            remains.name(),
            remains.image(),
            Status.DELETED,
            false,
            false,
            new Run(false, false, remains.startedAt(), remains.ending(), RestartPolicy.NO, 0),
            remains.why(),
            remains.error(),
            null,
            null,
            null,
            new Limits(remains.memoryLimit(), null),
            List.of(),
            null,
            remains.removal(),
            lines != null,
            clock.instant());
    boolean mayRead = caller.may(Permission.CONTAINER_LOGS);
    List<LogLine> shown = mayRead && tail > 0 ? last(lines, tail) : null;
    From from = !mayRead ? From.WITHHELD : shown == null ? From.NONE : From.KEPT;
    return new Diagnosis(file, Judgement.of(file), shown, from);
  }

  private static @Nullable List<LogLine> last(@Nullable List<LogLine> lines, int tail) {
    return lines == null ? null : lines.subList(Math.max(0, lines.size() - tail), lines.size());
  }
}
