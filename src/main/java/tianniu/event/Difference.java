package tianniu.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineState;
import tianniu.engine.HealthStatus;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.live.Task;

/**
 * What must have happened between two states of a container. Between two looks at the engine more
 * than one thing may: what can be told of each is told, in the order in which it came.
 *
 * @param was null when it is new
 * @param now null when it is gone
 * @param noticed when the change was seen
 */
record Difference(@Nullable State was, @Nullable State now, Instant noticed) {
  List<Event.Draft> events() {
    if (now == null) {
      return was == null ? List.of() : List.of(removal(was));
    }
    List<Event.Draft> told = new ArrayList<>();
    State before = was;
    if (before == null) {
      before = now.unborn();
      told.add(told(now.createdAt(), EventType.CREATED, Details.by(creation(now))));
    }
    beginning(before, now, told);
    runs(before, now, told);
    renaming(before, now, told);
    health(before, now, told);
    failure(before, now, told);
    calledOff(before, now, told);
    return told;
  }

  /** Null when it was made elsewhere; what the engine does not have is ours in any case. */
  private static @Nullable Task creation(State made) {
    Task task = made.task();
    boolean isUnderWay = task != null && task.begun() == Status.CREATING;
    return isUnderWay ? task : made.engine() == null ? Task.of(Status.CREATING) : null;
  }

  private Event.Draft removal(State last) {
    Task task = last.transition() == Status.DELETING ? last.task() : null;
    return new Event.Draft(noticed, EventType.REMOVED, last.subject(), Details.by(task));
  }

  private void renaming(State before, State after, List<Event.Draft> told) {
    if (!before.name().equals(after.name())) {
      told.add(told(noticed, EventType.RENAMED, Details.formerly(before.name())));
    }
  }

  private void beginning(State before, State after, List<Event.Draft> told) {
    Status begun = after.transition();
    boolean isNews = begun != before.transition() && !after.isTakenUpAgain(before);
    if (begun != null && isNews) {
      EventType type =
          switch (begun) {
            case STARTING -> EventType.STARTING;
            case STOPPING -> EventType.STOPPING;
            case RESTARTING -> EventType.RESTARTING;
            case DELETING -> EventType.REMOVING;
            // Of these the end is told, which follows in a moment, or the creation before them.
            case CREATING, PAUSING, UNPAUSING -> null;
            case RUNNING, PAUSED, STOPPED, DELETED, FAILED -> null;
          };
      if (type != null) {
        told.add(told(noticed, type, Details.by(after.task())));
      }
    }
  }

  private void runs(State before, State after, List<Event.Draft> told) {
    boolean isNewRun = after.startedAt() != null && !after.startedAt().equals(before.startedAt());
    if (isNewRun) {
      boolean again =
          before.isUp()
              || before.engine() == EngineState.RESTARTING
              || before.transition() == Status.RESTARTING
              || after.transition() == Status.RESTARTING;
      told.add(
          told(
              Objects.requireNonNull(after.startedAt()),
              again ? EventType.RESTARTED : EventType.STARTED,
              Details.by(starter())));
    }
    if ((isNewRun || before.isUp()) && !after.isUp()) {
      Instant end = after.finishedAt() == null ? noticed : after.finishedAt();
      told.add(
          told(end, EventType.STOPPED, Details.exit(ender(), after.exitCode(), after.oomKilled())));
    }
    EngineState former = isNewRun ? EngineState.RUNNING : before.engine();
    if (former == EngineState.RUNNING && after.engine() == EngineState.PAUSED) {
      told.add(told(noticed, EventType.PAUSED, Details.by(task())));
    }
    if (former == EngineState.PAUSED && after.engine() == EngineState.RUNNING) {
      told.add(told(noticed, EventType.UNPAUSED, Details.by(task())));
    }
  }

  /** A new run begins with a health that is not known yet, which is no news. */
  private void health(State before, State after, List<Event.Draft> told) {
    HealthStatus from = before.health();
    HealthStatus to = after.health();
    if (to != null && to != from && to != HealthStatus.STARTING && after.isUp()) {
      boolean isSameRun = Objects.equals(before.startedAt(), after.startedAt());
      String former = isSameRun && from != null ? from.word() : null;
      told.add(told(noticed, EventType.HEALTH_CHANGED, Details.health(former, to.word())));
    }
  }

  private void failure(State before, State after, List<Event.Draft> told) {
    StatusReason why = after.reason();
    // What was called off leaves the container as it was, also with why it had failed before.
    boolean isOld = isCalledOff(before.task()) && after.task() == null;
    if (why != null && !why.equals(before.reason()) && !isOld) {
      told.add(told(noticed, EventType.FAILED, Details.because(task(), why.code(), why.message())));
    }
  }

  /** It was begun, and is not done after all. */
  private void calledOff(State before, State after, List<Event.Draft> told) {
    Task task = after.task();
    if (task != null && isCalledOff(task) && !task.equals(before.task())) {
      StatusReason why = StatusReason.CALLED_OFF;
      told.add(told(noticed, EventType.FAILED, Details.because(task, why.code(), why.message())));
    }
  }

  private static boolean isCalledOff(@Nullable Task task) {
    return task != null && task.stage() == Task.Stage.CALLED_OFF;
  }

  private Event.Draft told(Instant at, EventType type, Details details) {
    return new Event.Draft(at, type, Objects.requireNonNull(now).subject(), details);
  }

  /** Null when it ended by itself, if only while it was being started. */
  private @Nullable Task ender() {
    Task task = task();
    if (task == null) {
      return null;
    }
    return switch (task.begun()) {
      case STOPPING, RESTARTING, DELETING -> task;
      case CREATING, STARTING, PAUSING, UNPAUSING -> null;
      case RUNNING, PAUSED, STOPPED, DELETED, FAILED -> null;
    };
  }

  /** Null when it was not begun by what is under way. */
  private @Nullable Task starter() {
    Task task = task();
    if (task == null) {
      return null;
    }
    return switch (task.begun()) {
      case CREATING, STARTING, RESTARTING -> task;
      case STOPPING, DELETING, PAUSING, UNPAUSING -> null;
      case RUNNING, PAUSED, STOPPED, DELETED, FAILED -> null;
    };
  }

  /** What is under way, or was until now. */
  private @Nullable Task task() {
    Task present = now == null ? null : now.task();
    Task former = was == null ? null : was.task();
    return present == null ? former : present;
  }
}
