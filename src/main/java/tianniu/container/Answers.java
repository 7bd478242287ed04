package tianniu.container;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerSpec;
import tianniu.fault.Fault;
import tianniu.http.FaultReply;
import tianniu.live.LiveContainer;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.operation.OperationId;
import tianniu.quota.QuotaView;

/** The short answers of this chapter, in the document's shapes. */
final class Answers {
  private Answers() {}

  /** An answer, and the operation that it tells of. */
  record Told<T>(T answer, OperationId operation) {}

  /** Of createContainer. */
  record Created(
      String id,
      String name,
      String status,
      Instant createdAt,
      String image,
      String message,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable StatusReason statusReason) {

    /** The answer at once. */
    static Created begun(ContainerSpec spec) {
      return new Created(
          spec.id().value(),
          spec.name(),
          Status.CREATING.word(),
          spec.createdAt(),
          spec.image(),
          words(Status.CREATING),
          null);
    }

    /** The answer to who has waited for the end. */
    static Created ended(LiveContainer container) {
      Status status = container.status();
      return new Created(
          container.id().value(),
          container.name(),
          status.word(),
          container.createdAt(),
          container.image(),
          words(status),
          container.reason());
    }
  }

  /** Of createContainer when it is only tried: what would be made, and what would be left. */
  record Rehearsed(
      boolean dryRun,
      String name,
      String image,
      Map<String, String> labels,
      List<QuotaView> quotas,
      String message) {
    static Rehearsed of(ContainerSpec spec, List<QuotaView> quotas) {
      return new Rehearsed(
          true,
          spec.name(),
          spec.image(),
          new TreeMap<>(spec.labels()),
          quotas,
          "Container can be created");
    }
  }

  /**
   * Of the lifecycle calls and of delete, and an item of a batch that went well.
   *
   * @param operationId in a batch, which has no header for it
   */
  record Changed(
      String id,
      String status,
      String message,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable StatusReason statusReason,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String operationId) {

    /** The answer at once. */
    static Changed begun(String id, Action action) {
      return new Changed(id, action.transition.word(), action.message, null, null);
    }

    Changed by(OperationId operation) {
      return new Changed(id, status, message, statusReason, operation.value());
    }

    /** The answer to who has waited for the end. */
    static Changed ended(LiveContainer container) {
      Status status = container.status();
      return new Changed(
          container.id().value(), status.word(), words(status), container.reason(), null);
    }

    static Changed deleted(String id) {
      return new Changed(id, Status.DELETED.word(), words(Status.DELETED), null, null);
    }
  }

  /** An item of a batch that went wrong. */
  record Refused(String id, Map<String, Object> error) {
    static Refused of(String id, Fault fault) {
      return new Refused(id, FaultReply.of(fault).body());
    }
  }

  /** Of a batch: one {@link Changed} or {@link Refused} for each container, in the asked order. */
  record BatchResults(List<Object> results) {}

  private static String words(Status status) {
    return switch (status) {
      case CREATING -> "Container is being created and will start shortly";
      case STARTING -> Action.START.message;
      case RUNNING -> "Container is running";
      case PAUSING -> Action.PAUSE.message;
      case PAUSED -> "Container is paused";
      case UNPAUSING -> Action.UNPAUSE.message;
      case STOPPING -> Action.STOP.message;
      case STOPPED -> "Container is stopped";
      case RESTARTING -> Action.RESTART.message;
      case DELETING -> Action.DELETE.message;
      case DELETED -> "Container has been deleted";
      case FAILED -> "Container could not be created";
    };
  }
}
