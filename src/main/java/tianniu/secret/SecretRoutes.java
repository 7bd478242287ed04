package tianniu.secret;

import static tianniu.caller.Permission.SECRET_READ;
import static tianniu.caller.Permission.SECRET_WRITE;
import static tianniu.http.Route.delete;
import static tianniu.http.Route.get;
import static tianniu.http.Route.post;
import static tianniu.http.Route.put;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import tianniu.container.Containers;
import tianniu.http.Deed.Kind;
import tianniu.http.Deed.Target;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;
import tianniu.live.EngineMirror;
import tianniu.live.LiveView;
import tianniu.secret.Answers.Deleted;
import tianniu.secret.Answers.Detail;

/** The routes of the chapter "secrets". */
public final class SecretRoutes {
  private static final Duration MAX_WAIT = Duration.ofMinutes(10);

  private final Secrets secrets;

  public SecretRoutes(Vault vault, Containers containers, LiveView view, EngineMirror mirror) {
    this.secrets = new Secrets(vault, containers, view, mirror);
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    String all = "/api/v1/secrets";
    String one = all + "/{secret_name}";
    return List.of(
        get(all, "listSecrets", SECRET_READ, this::list).query("limit", "offset"),
        get(one, "getSecret", SECRET_READ, this::detail),
        put(one, "putSecret", SECRET_WRITE, this::replace),
        post(one + "/rotate", "rotateSecret", SECRET_WRITE, this::rotate).query("wait"),
        delete(one, "deleteSecret", SECRET_WRITE, this::remove).query("force"));
  }

  private Reply list(Request request) {
    long limit = request.query().integer("limit", 1, 100, 20);
    long offset = request.query().integer("offset", 0, Long.MAX_VALUE, 0);
    return Reply.json(secrets.list(request.caller(), limit, offset));
  }

  private Reply detail(Request request) {
    return Reply.json(secrets.get(request.caller(), name(request)));
  }

  private Reply replace(Request request) {
    PutSecret body = request.body(PutSecret::read);
    Detail detail = secrets.put(request.caller(), name(request), body);
    remember(request, detail.item().name(), detail.item().labels());
    request.audit().detail("keys", detail.item().keys());
    return Reply.json(detail);
  }

  private Reply rotate(Request request) {
    Duration wait = request.query().duration("wait", Duration.ZERO, MAX_WAIT);
    Duration patience = wait == null ? Duration.ZERO : wait;
    RotateSecret body = request.body(RotateSecret::read);
    request.audit().detail("recreate", body.recreate());
    request.audit().detail("keys", List.copyOf(body.values().byKey().keySet()));
    return Reply.json(
        secrets.rotate(request.caller(), name(request), body, patience, request.audit()::part));
  }

  private Reply remove(Request request) {
    boolean force = request.query().flag("force");
    Secret secret = secrets.delete(request.caller(), name(request), force);
    remember(request, secret.name(), secret.labels());
    return Reply.json(Deleted.of(secret));
  }

  private static void remember(Request request, String name, Map<String, String> labels) {
    request.audit().target(new Target(Kind.SECRET, null, name, labels));
  }

  private static String name(Request request) {
    return request.path("secret_name");
  }
}
