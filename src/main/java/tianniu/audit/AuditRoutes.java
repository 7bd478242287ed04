package tianniu.audit;

import static tianniu.caller.Permission.AUDIT_READ;
import static tianniu.http.Route.get;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.audit.Entry.Chained;
import tianniu.http.Json;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.http.Timestamps;

/** The routes of the chapter "audit". */
public final class AuditRoutes {
  private final Scribe scribe;

  public AuditRoutes(Scribe scribe) {
    this.scribe = scribe;
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    return List.of(
        get("/api/v1/audit", "listAudit", AUDIT_READ, this::list)
            .query(
                "since",
                "until",
                "key",
                "operation",
                "container",
                "outcome",
                "request_id",
                "limit",
                "before"));
  }

  private Reply list(Request request) {
    AuditFilter filter = AuditFilter.of(request.query(), request.caller().scope());
    return Reply.json(Page.of(scribe.find(filter), filter.limit()));
  }

  /**
   * A page of the audit, newest first.
   *
   * @param nextBefore where the next page begins; null when this is the last
   */
  private record Page(List<Shown> entries, @Nullable Long nextBefore) {
    static Page of(List<Chained> found, int limit) {
      List<Shown> shown =
          found.stream().limit(limit).map(chained -> Shown.of(chained.entry())).toList();
      return new Page(shown, found.size() > limit ? shown.getLast().seq() : null);
    }
  }

  /** An entry as the document shows it. */
  private record Shown(
      long seq,
      String time,
      String requestId,
      @Nullable String keyId,
      @Nullable String keyName,
      String source,
      @Nullable String operation,
      String method,
      @Nullable String path,
      @Nullable Target target,
      String outcome,
      int status,
      Map<String, Object> details) {
    static Shown of(Entry entry) {
      return new Shown(
          entry.seq(),
          Timestamps.microseconds(Moments.instant(entry.atMicros())),
          entry.requestId(),
          entry.keyId(),
          entry.keyName(),
          entry.source(),
          entry.operation(),
          entry.method(),
          entry.path(),
          entry.targetKind() == null
              ? null
              : new Target(entry.targetKind(), entry.targetId(), entry.targetName()),
          entry.outcome(),
          entry.status(),
          Json.map(entry.details()));
    }
  }

  private record Target(String kind, @Nullable String id, @Nullable String name) {}
}
