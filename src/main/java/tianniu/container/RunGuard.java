package tianniu.container;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ContainerId;
import tianniu.engine.Engine;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineInfo;
import tianniu.engine.EngineRef;
import tianniu.engine.MountedPlace;
import tianniu.engine.VolumeMount;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Mishap;
import tianniu.live.EngineMirror;
import tianniu.live.LiveView;
import tianniu.live.RunListener;
import tianniu.live.StatusReason;

/**
 * Looks at what is really mounted in each new run of our containers, and ends a run that got
 * another folder than its container was made with. The engine follows symbolic links when it starts
 * one, also by a restart policy: a check before a start can be overtaken, this cannot.
 */
public final class RunGuard implements RunListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunGuard.class);

  /**
   * A folder that was renamed below a run is no escape; right after a start it cannot have been.
   */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private final Engine engine;
  private final MountPolicy policy;
  private final InstantSource clock;
  private final Map<ContainerId, Run> seen = new ConcurrentHashMap<>();
  private final Map<ContainerId, Verdict> verdicts = new ConcurrentHashMap<>();

  /** A run is in it once, so that there are no more than containers. */
  private final BlockingQueue<Sight> toLookAt = new LinkedBlockingQueue<>();

  private volatile @Nullable EngineMirror mirror;
  private volatile @Nullable Thread looker;

  public RunGuard(Engine engine, HostRules rules, InstantSource clock) {
    this.engine = engine;
    this.policy = new MountPolicy(engine, rules);
    this.clock = clock;
  }

  private record Run(EngineRef ref, @Nullable Instant startedAt) {
    static Run of(EngineContainer container) {
      return new Run(container.ref(), container.startedAt());
    }
  }

  private record Sight(ContainerId id, EngineContainer container) {}

  private record Verdict(Run run, StatusReason why) {}

  /** Begins to look. Runs that were seen before wait until then. */
  public void attend(LiveView view, EngineMirror through) {
    mirror = through;
    looker = Thread.ofVirtual().name("run-guard").start(() -> look(view, through));
  }

  @Override
  public void up(ContainerId id, EngineContainer container) {
    Run run = Run.of(container);
    if (concerns(container) && !run.equals(seen.put(id, run))) {
      toLookAt.add(new Sight(id, container));
    }
  }

  @Override
  public void down(ContainerId id) {
    seen.remove(id);
  }

  @Override
  public void close() {
    Thread thread = looker;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /**
   * Looks at a run that an operation has begun, before the operation ends.
   *
   * @return why the run was ended; null when it is as it should be
   */
  @Nullable StatusReason inspect(ContainerId id, EngineRef ref) {
    EngineContainer container = engine.containers().find(ref).orElse(null);
    EngineMirror through = mirror;
    if (container == null || through == null || !concerns(container)) {
      return null;
    }
    StatusReason why = judge(id, container, through);
    if (why != null) {
      engine.containers().stop(ref, Duration.ZERO);
    }
    return why;
  }

  /** Others than ours are their makers' own affair. */
  private static boolean concerns(EngineContainer container) {
    return container.issuedId() != null && !container.volumes().isEmpty();
  }

  private void look(LiveView view, EngineMirror through) {
    try {
      while (true) {
        Sight sight = toLookAt.take();
        try {
          StatusReason why = judge(sight.id, sight.container, through);
          if (why != null) {
            // An engine that is slow to stop one must not keep the others unseen.
            Thread.ofVirtual().name("run-end").start(() -> end(sight, why, view, through));
          }
        } catch (FaultException e) {
          again(sight, e);
        } catch (Throwable e) {
          Mishap.log(LOG, "a look at the mounts of " + sight.id + " failed", e);
          seen.remove(sight.id, Run.of(sight.container));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(Sight sight, StatusReason why, LiveView view, EngineMirror through) {
    try {
      EngineRef ref = sight.container.ref();
      engine.containers().stop(ref, Duration.ZERO);
      // First the view learns that it has ended: a look from before would wipe the reason out.
      through.refresh(ref);
      view.blame(sight.id, why);
    } catch (FaultException e) {
      again(sight, e);
    } catch (Throwable e) {
      Mishap.log(LOG, "the run of " + sight.id + " could not be ended", e);
      seen.remove(sight.id, Run.of(sight.container));
    }
  }

  /** The view tells of all that runs now and then: the run is then new to us again. */
  private void again(Sight sight, FaultException e) {
    LOG.debug("the guard could not see to {}: {}", sight.id, e.fault());
    seen.remove(sight.id, Run.of(sight.container));
  }

  private @Nullable StatusReason judge(
      ContainerId id, EngineContainer container, EngineMirror through) {
    Run run = Run.of(container);
    Verdict known = verdicts.get(id);
    if (known != null && known.run.equals(run)) {
      return known.why;
    }
    VolumeMount stray = stray(container, through.requireConnected());
    if (stray == null) {
      verdicts.remove(id);
      return null;
    }
    LOG.error(
        "container {} ({}) is stopped: what it got at {} is not {}",
        id,
        container.name(),
        stray.target(),
        stray.source());
    StatusReason why =
        new StatusReason(
            "PERMISSION_DENIED",
            "The mount "
                + stray.target()
                + " led elsewhere than to its folder when the container started; it was stopped");
    verdicts.put(id, new Verdict(run, why));
    return why;
  }

  /** The first mount that led elsewhere; null when there is none, or it cannot be seen. */
  private @Nullable VolumeMount stray(EngineContainer container, EngineInfo machine) {
    List<MountedPlace> found = engine.host().mounts(container).orElse(null);
    if (found == null) {
      return null;
    }
    Instant startedAt = container.startedAt();
    boolean fresh = startedAt == null || clock.instant().isBefore(startedAt.plus(FRESH));
    List<MountedPlace> left = new ArrayList<>(found);
    for (VolumeMount mount : container.volumes()) {
      if (strays(mount, left, fresh, machine)) {
        return mount;
      }
    }
    return null;
  }

  private boolean strays(
      VolumeMount mount, List<MountedPlace> left, boolean fresh, EngineInfo machine) {
    String folder;
    try {
      folder = policy.folder(mount, machine);
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.Denied) {
        return true;
      }
      throw e;
    }
    if (folder == null) {
      return false;
    }
    MountedPlace place = take(left, mount.target(), folder);
    return place == null
        || (!place.places().contains(folder)
            && (fresh || place.places().stream().noneMatch(p -> policy.isAllowed(p, machine))));
  }

  /** What is mounted there; by its place when the image has a symbolic link in the target. */
  private static @Nullable MountedPlace take(
      List<MountedPlace> left, String target, String folder) {
    for (MountedPlace place : left.reversed()) {
      if (place.target().equals(target)) {
        left.remove(place);
        return place;
      }
    }
    for (MountedPlace place : left) {
      if (place.places().contains(folder)) {
        left.remove(place);
        return place;
      }
    }
    return null;
  }
}
