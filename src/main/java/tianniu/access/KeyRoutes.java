package tianniu.access;

import static tianniu.caller.Permission.KEY_READ;
import static tianniu.caller.Permission.KEY_WRITE;
import static tianniu.http.Route.delete;
import static tianniu.http.Route.get;
import static tianniu.http.Route.post;
import static tianniu.http.Route.put;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Permission;
import tianniu.http.Deed;
import tianniu.http.JsonFields;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.http.Route;

/** The routes of the chapter "keys and roles". */
public final class KeyRoutes {
  private static final Duration MAX_GRACE = Duration.ofDays(7);

  private final Keys keys;

  public KeyRoutes(Keys keys) {
    this.keys = keys;
  }

  /** The table: one line an operation. */
  public List<Route> routes() {
    String all = "/api/v1/keys";
    String one = all + "/{key_id}";
    String roles = "/api/v1/roles";
    String role = roles + "/{role}";
    return List.of(
        get(all, "listKeys", KEY_READ, this::list).query("limit", "offset"),
        post(all, "createKey", KEY_WRITE, this::create),
        get(one, "getKey", KEY_READ, this::detail),
        post(one + "/rotate", "rotateKey", KEY_WRITE, this::rotate).query("grace"),
        delete(one, "deleteKey", KEY_WRITE, this::revoke),
        get(roles, "listRoles", KEY_READ, this::listRoles),
        get(role, "getRole", KEY_READ, this::role),
        put(role, "putRole", KEY_WRITE, this::putRole),
        delete(role, "deleteRole", KEY_WRITE, this::removeRole));
  }

  private Reply list(Request request) {
    long limit = request.query().integer("limit", 1, 100, 20);
    long offset = request.query().integer("offset", 0, Long.MAX_VALUE, 0);
    List<HeldKey> visible = keys.visibleTo(request.caller());
    List<KeyView> page = visible.stream().skip(offset).limit(limit).map(KeyView::of).toList();
    return Reply.json(new KeyView.Page(visible.size(), limit, offset, page));
  }

  private Reply create(Request request) {
    KeyRequest asked = request.body(KeyRequest::read);
    request.audit().target(Deed.Kind.KEY, null, asked.name());
    Keys.Issued made = keys.create(request.caller(), asked);
    request.audit().target(Deed.Kind.KEY, made.key().key().id(), asked.name());
    return Reply.json(KeyView.of(made));
  }

  private Reply detail(Request request) {
    return Reply.json(KeyView.of(keys.get(request.caller(), request.path("key_id"))));
  }

  private Reply rotate(Request request) {
    Duration grace = request.query().duration("grace", Duration.ZERO, MAX_GRACE);
    return Reply.json(
        KeyView.of(
            keys.rotate(
                request.caller(), request.path("key_id"), grace == null ? Duration.ZERO : grace)));
  }

  private Reply revoke(Request request) {
    ApiKey key = keys.revoke(request.caller(), request.path("key_id")).key();
    request.audit().target(Deed.Kind.KEY, key.id(), key.name());
    return Reply.json(new KeyView.Revoked(key.id(), key.name(), "Key revoked"));
  }

  private Reply listRoles(Request request) {
    return Reply.json(
        new KeyView.RoleList(keys.roles().all().stream().map(KeyView.RoleView::of).toList()));
  }

  private Reply role(Request request) {
    return Reply.json(KeyView.RoleView.of(keys.roles().get(request.path("role"))));
  }

  private Reply putRole(Request request) {
    Set<Permission> permissions = request.body(KeyRoutes::permissions);
    Role role =
        keys.roles()
            .put(
                request.caller(),
                request.path("role"),
                permissions,
                keys.delegation(request.caller()));
    return Reply.json(KeyView.RoleView.of(role));
  }

  private Reply removeRole(Request request) {
    Role role = keys.roles().remove(request.caller(), request.path("role"), keys);
    return Reply.json(new KeyView.RoleRemoved(role.name(), "Role deleted"));
  }

  private static @Nullable Set<Permission> permissions(JsonFields fields) {
    fields.ignore("name", "built_in");
    List<String> words =
        fields.required(
            "permissions", () -> fields.texts("permissions", Permission.values().length));
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (int i = 0; words != null && i < words.size(); i++) {
      Optional<Permission> permission = Permission.of(words.get(i));
      if (permission.isEmpty()) {
        fields.refuse("permissions[" + i + "]", "is not a permission such as container:read");
      }
      permission.ifPresent(permissions::add);
    }
    return fields.isValid() ? permissions : null;
  }
}
