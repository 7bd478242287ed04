package tianniu.container;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;
import tianniu.fault.FaultException;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.StatusReason;

/**
 * Takes up the creations that an earlier process had accepted when it died. The engine is asked
 * first: what it has made carries the id that was answered, and is not made twice.
 */
final class Resumption implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

  /** How long an engine may be at a call whose caller has died. */
  private static final Duration LATE_CALL = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Creation creation;
  private final Drafts drafts;
  private final LiveView view;
  private final EngineMirror mirror;

  Resumption(Creation creation, Drafts drafts, LiveView view, EngineMirror mirror) {
    this.creation = creation;
    this.drafts = drafts;
    this.view = view;
    this.mirror = mirror;
  }

  @Override
  public void run() {
    try {
      mirror.awaitReady();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    drafts.restored().forEach(this::resume);
  }

  private void resume(Drafts.Draft draft) {
    ContainerSpec spec = draft.spec();
    LiveContainer now = view.find(spec.id());
    EngineContainer made = now == null ? null : now.engine();
    if (made != null && (made.startedAt() != null || made.state() != EngineState.CREATED)) {
      LOG.info("creation of {} was done already", spec.id());
      drafts.strike(spec.id());
      view.end(spec.id(), null);
    } else if (draft.why() == null) {
      LOG.info("creation of {} goes on", spec.id());
      creation.begin(spec, () -> finish(draft.scope(), spec));
    } else if (made == null && draft.made()) {
      // It was removed behind our back, as one that was made and failed can be.
      drafts.strike(spec.id());
      view.drop(spec.id());
    }
  }

  private @Nullable StatusReason finish(Scope scope, ContainerSpec spec)
      throws InterruptedException {
    long deadline = System.nanoTime() + LATE_CALL.toNanos();
    while (true) {
      EngineRef made = ref(spec.id());
      if (made != null) {
        return creation.started(spec.id(), made);
      }
      StatusReason why = made(scope, spec);
      boolean mayBeOurOwn =
          why != null
              && why.code().equals(Reasons.NAME_TAKEN)
              && view.snapshot().newestFirst().stream()
                  .noneMatch(other -> other.ref() != null && other.name().equals(spec.name()));
      if (!mayBeOurOwn || System.nanoTime() - deadline > 0) {
        return why;
      }
      // The engine holds the name for a container that it has not shown yet.
      Thread.sleep(PAUSE);
    }
  }

  private @Nullable StatusReason made(Scope scope, ContainerSpec spec) throws InterruptedException {
    try {
      creation.requireSamePlaces(spec.volumes());
    } catch (FaultException e) {
      return Reasons.of(Action.START, e.fault());
    }
    // A secret may be another's by now: only what who asked may have is given.
    return creation.make(scope, spec);
  }

  private @Nullable EngineRef ref(ContainerId id) {
    LiveContainer now = view.find(id);
    return now == null ? null : now.ref();
  }
}
