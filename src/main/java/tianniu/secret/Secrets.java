package tianniu.secret;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.Permission;
import tianniu.caller.Scope;
import tianniu.container.Containers;
import tianniu.engine.ContainerSpec;
import tianniu.engine.EngineContainer;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.fault.Fault;
import tianniu.fault.Fault.Kind;
import tianniu.fault.Violation;
import tianniu.http.Deed;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Selection;
import tianniu.secret.Answers.Detail;
import tianniu.secret.Answers.Item;
import tianniu.secret.Answers.Page;
import tianniu.secret.Answers.Rotated;

/** What can be asked of secrets and done with them. Values only go in. */
final class Secrets {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");

  private final Vault vault;
  private final Containers containers;
  private final LiveView view;
  private final EngineMirror mirror;

  Secrets(Vault vault, Containers containers, LiveView view, EngineMirror mirror) {
    this.vault = vault;
    this.containers = containers;
    this.view = view;
    this.mirror = mirror;
  }

  Page list(Caller caller, long limit, long offset) {
    mirror.requireReady();
    List<Secret> all = vault.all(caller.scope());
    Map<String, Integer> users = new HashMap<>();
    for (LiveContainer container : visible(caller.scope())) {
      uses(container).forEach(name -> users.merge(name, 1, Integer::sum));
    }
    List<Item> page =
        all.stream()
            .skip(offset)
            .limit(limit)
            .map(secret -> Item.of(secret, users.getOrDefault(secret.name(), 0)))
            .toList();
    return new Page(all.size(), limit, offset, page);
  }

  Detail get(Caller caller, String name) {
    mirror.requireReady();
    return Detail.of(vault.get(caller.scope(), name), users(caller.scope(), name));
  }

  /** Makes it, or replaces all of it; containers that use it keep what they have. */
  Detail put(Caller caller, String name, PutSecret body) {
    mirror.requireReady();
    if (!NAME.matcher(name).matches()) {
      throw Fault.invalid(
              new Violation(
                  Violation.Where.PATH,
                  "secret_name",
                  "must be 1 to 128 of a-z A-Z 0-9 _ . - and begin with a letter or a digit"))
          .asException();
    }
    Secret secret = vault.put(caller, name, body.values(), body.labels());
    return Detail.of(secret, users(caller.scope(), name));
  }

  /** New values for some keys; then, when asked, containers that use it are made anew. */
  Rotated rotate(
      Caller caller,
      String name,
      RotateSecret body,
      Duration patience,
      BiConsumer<Deed.Target, @Nullable Fault> told) {
    mirror.requireReady();
    if (body.recreate()) {
      if (!caller.may(Permission.CONTAINER_WRITE)) {
        throw new Fault.Denied(
                "To recreate containers a key needs the permission "
                    + Permission.CONTAINER_WRITE.word(),
                "recreate")
            .asException();
      }
      // Before the values change: else they would be new and the containers not.
      mirror.requireConnected();
    }
    Secret secret = vault.rotate(caller, name, body.values());
    told.accept(new Deed.Target(Deed.Kind.SECRET, null, name, secret.labels()), null);
    List<LiveContainer> users = users(caller.scope(), name);
    List<Object> results =
        body.recreate() ? containers.recreate(caller, users, patience, told) : List.of();
    return new Rotated(Detail.of(secret, users(caller.scope(), name)), results);
  }

  Secret delete(Caller caller, String name, boolean force) {
    mirror.requireReady();
    Secret secret = vault.get(caller.scope(), name);
    if (!force && !users(Scope.ALL, name).isEmpty()) {
      // Users out of the caller's sight keep it too, but are not named.
      List<String> named =
          users(caller.scope(), name).stream().map(LiveContainer::name).sorted().toList();
      throw new Fault.InUse(Kind.SECRET, name, named).asException();
    }
    if (!vault.delete(secret)) {
      // Somebody has changed or deleted it in between: what there is now was not looked at.
      return delete(caller, name, force);
    }
    return secret;
  }

  private List<LiveContainer> users(Scope scope, String name) {
    return visible(scope).stream().filter(container -> uses(container).contains(name)).toList();
  }

  private List<LiveContainer> visible(Scope scope) {
    return view.snapshot().all(Selection.ALL.within(scope));
  }

  /** The names of the secrets that a container has values of, or is to have. */
  private static Set<String> uses(LiveContainer container) {
    EngineContainer engine = container.engine();
    ContainerSpec draft = container.draft();
    List<EnvironmentVariable> environment =
        engine != null ? engine.environment() : draft != null ? draft.environment() : List.of();
    Set<String> names = new HashSet<>();
    for (EnvironmentVariable variable : environment) {
      SecretRef ref = variable.secret();
      if (ref != null) {
        names.add(ref.secretName());
      }
    }
    return names;
  }
}
