package tianniu.container;

import static tianniu.live.Status.FAILED;
import static tianniu.live.Status.PAUSED;
import static tianniu.live.Status.RUNNING;
import static tianniu.live.Status.STOPPED;

import java.util.Set;
import tianniu.live.Status;
import tianniu.operation.Operations.Lane;

/** What can be done with a container that is there: the contract's table of states and actions. */
enum Action {
  START("start", "startContainer", Status.STARTING, "Container is starting", Lane.WORK),
  STOP("stop", "stopContainer", Status.STOPPING, "Container is stopping", Lane.WAIT),
  RESTART("restart", "restartContainer", Status.RESTARTING, "Container is restarting", Lane.WAIT),
  PAUSE("pause", "pauseContainer", Status.PAUSING, "Container is being paused", Lane.WORK),
  UNPAUSE(
      "unpause", "unpauseContainer", Status.UNPAUSING, "Container is being unpaused", Lane.WORK),
  DELETE("delete", "deleteContainer", Status.DELETING, "Container is being deleted", Lane.WORK);

  final String word;
  final String operationId;
  final Status transition;

  /** The document's words for the answer at once. */
  final String message;

  final Lane lane;

  Action(String word, String operationId, Status transition, String message, Lane lane) {
    this.word = word;
    this.operationId = operationId;
    this.transition = transition;
    this.message = message;
    this.lane = lane;
  }

  /**
   * The statuses in which the action may begin.
   *
   * @param force only meant for {@link #DELETE}
   */
  Set<Status> allowedIn(boolean force) {
    return switch (this) {
      case START -> Set.of(STOPPED, FAILED);
      case STOP -> Set.of(RUNNING, PAUSED);
      case RESTART -> Set.of(RUNNING, PAUSED, STOPPED);
      case PAUSE -> Set.of(RUNNING);
      case UNPAUSE -> Set.of(PAUSED);
      case DELETE -> force ? Set.of(STOPPED, FAILED, RUNNING, PAUSED) : Set.of(STOPPED, FAILED);
    };
  }
}
