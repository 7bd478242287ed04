package tianniu.quota;

import static tianniu.caller.Permission.QUOTA_READ;
import static tianniu.caller.Permission.QUOTA_WRITE;
import static tianniu.http.Route.delete;
import static tianniu.http.Route.get;
import static tianniu.http.Route.put;

import java.util.Collection;
import java.util.List;
import tianniu.http.Deed;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;

/** The routes of the chapter "quotas". */
public final class QuotaRoutes {
  private final Quotas quotas;
  private final LiveView view;
  private final EngineMirror mirror;

  public QuotaRoutes(Quotas quotas, LiveView view, EngineMirror mirror) {
    this.quotas = quotas;
    this.view = view;
    this.mirror = mirror;
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    String all = "/api/v1/quotas";
    String one = all + "/{name}";
    return List.of(
        get(all, "listQuotas", QUOTA_READ, this::list),
        get(one, "getQuota", QUOTA_READ, this::detail),
        put(one, "putQuota", QUOTA_WRITE, this::replace),
        delete(one, "deleteQuota", QUOTA_WRITE, this::remove));
  }

  private Reply list(Request request) {
    return Reply.json(new QuotaView.Listed(quotas.list(request.caller(), present())));
  }

  private Reply detail(Request request) {
    return Reply.json(quotas.get(request.caller(), request.path("name"), present()));
  }

  private Reply replace(Request request) {
    String name = named(request);
    QuotaBody body = request.body(QuotaBody::read);
    return Reply.json(quotas.put(request.caller(), name, body, present()));
  }

  private Reply remove(Request request) {
    return Reply.json(quotas.delete(request.caller(), named(request), present()));
  }

  /** The quota's name, which the audit is told. */
  private static String named(Request request) {
    String name = request.path("name");
    request.audit().target(Deed.Kind.QUOTA, null, name);
    return name;
  }

  /** What there is to be counted: nothing can be said before the engine was seen. */
  private Collection<LiveContainer> present() {
    mirror.requireReady();
    return view.snapshot().newestFirst();
  }
}
