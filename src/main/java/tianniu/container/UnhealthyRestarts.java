package tianniu.container;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.caller.AllowLists;
import tianniu.caller.Caller;
import tianniu.caller.Lease;
import tianniu.caller.Permission;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.fault.FaultException;
import tianniu.health.Healer;
import tianniu.http.Deed;
import tianniu.http.FaultReply;
import tianniu.http.Witness;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Task;

/** Restarts unhealthy containers, as an operation like any other, and has the audit know of it. */
public final class UnhealthyRestarts implements Healer.Cure {
  private static final Logger LOG = LoggerFactory.getLogger(UnhealthyRestarts.class);

  /** In the audit, in the place of a key and of an address. */
  private static final String SYSTEM = "system";

  private final LiveView view;
  private final Containers containers;
  private final Witness witness;
  private final Caller system =
      new Caller(
          SYSTEM,
          SYSTEM,
          Set.copyOf(EnumSet.allOf(Permission.class)),
          Scope.ALL,
          AllowLists.NONE,
          ResourceQuota.NONE,
          new Lease());

  public UnhealthyRestarts(LiveView view, Containers containers, Witness witness) {
    this.view = view;
    this.containers = containers;
    this.witness = witness;
  }

  @Override
  public Healer.Outcome restart(ContainerId id, EngineContainer run, String why) {
    LiveContainer container = view.find(id);
    if (container == null || !isIn(container, run)) {
      return new Healer.Outcome.RunOver();
    }
    try {
      witness.requireReady();
      containers.restart(system, container, Task.UNHEALTHY);
    } catch (FaultException e) {
      return new Healer.Outcome.Refused(FaultReply.of(e.fault()).message());
    }
    tell(container, why);
    return new Healer.Outcome.Begun();
  }

  private static boolean isIn(LiveContainer container, EngineContainer run) {
    EngineContainer now = container.engine();
    return now != null
        && now.ref().equals(run.ref())
        && Objects.equals(now.startedAt(), run.startedAt());
  }

  private void tell(LiveContainer container, String why) {
    Deed deed =
        new Deed(
            SYSTEM,
            Action.RESTART.operationId,
            "POST",
            "/api/v1/containers/{container_id}/restart",
            system,
            SYSTEM,
            Containers.target(container),
            Deed.OK,
            200,
            Map.of("reason", why));
    try {
      witness.saw(List.of(deed));
    } catch (FaultException e) {
      LOG.warn("the restart of {} could not be recorded: {}", container.id(), e.fault());
    }
  }
}
