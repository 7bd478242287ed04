package tianniu.diagnosis;

import static tianniu.caller.Permission.CONTAINER_READ;
import static tianniu.http.Route.get;

import java.time.InstantSource;
import java.util.List;
import tianniu.container.SecretValues;
import tianniu.engine.Engine;
import tianniu.health.Prober;
import tianniu.http.Language;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.live.EngineMirror;
import tianniu.live.LiveView;
import tianniu.usage.UsageSampler;

/** The routes of the chapter "diagnosis". */
public final class DiagnosisRoutes {
  private static final int DEFAULT_TAIL = 20;

  private final Examiner examiner;

  public DiagnosisRoutes(
      Engine engine,
      LiveView view,
      EngineMirror mirror,
      UsageSampler sampler,
      Prober prober,
      SecretValues secrets,
      Archive archive,
      RemainsKeeper keeper,
      InstantSource clock) {
    Needs needs = new Needs(engine, view, secrets);
    this.examiner =
        new Examiner(engine, view, mirror, sampler, prober, needs, archive, keeper, clock);
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    return List.of(
        get(
                "/api/v1/containers/{container_id}/diagnosis",
                "getContainerDiagnosis",
                CONTAINER_READ,
                this::diagnose)
            .query("tail"));
  }

  private Reply diagnose(Request request) {
    int tail = (int) request.query().integer("tail", 0, KeptLines.MOST_LINES, DEFAULT_TAIL);
    Diagnosis found = examiner.examine(request.caller(), request.path("container_id"), tail);
    return Reply.json(DiagnosisView.of(found, Language.of(request)));
  }
}
