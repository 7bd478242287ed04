package tianniu.secret;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.Scope;
import tianniu.container.SecretValues;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.fault.Fault;
import tianniu.fault.Fault.Kind;
import tianniu.fault.Violation;
import tianniu.secret.Secret.PublicPart;
import tianniu.secret.SecretTable.Row;
import tianniu.store.Store;

/**
 * Keeps secrets, encrypted. Values come out of it for one purpose alone: the environment of a
 * container that is about to be made.
 */
public final class Vault implements SecretValues {
  /** Who loses so often against other writers of the same secret had better try again later. */
  private static final int TRIES = 10;

  private final Store store;
  private final Sealing sealing;
  private final InstantSource clock;

  /**
   * @param key for AES, of 256 bits
   */
  public Vault(Store store, SecretKey key, InstantSource clock) {
    this.store = store;
    this.sealing = new Sealing(key);
    this.clock = clock;
  }

  /** What the scope may see, by name. */
  List<Secret> all(Scope scope) {
    return store.read(SecretTable::all).stream()
        .filter(secret -> scope.covers(secret.labels()))
        .toList();
  }

  Secret get(Scope scope, String name) {
    return row(scope, name).secret();
  }

  /**
   * Makes a secret, or replaces all of its values.
   *
   * @param labels null for those that it has; a scope's own are added
   */
  Secret put(Caller caller, String name, Values values, @Nullable Map<String, String> labels) {
    return change(
        name,
        old -> {
          if (old != null && !caller.scope().covers(old.secret().labels())) {
            throw new Fault.Exists(Kind.SECRET, name).asException();
          }
          Map<String, String> kept = old == null ? Map.of() : old.secret().labels();
          PublicPart shown =
              new PublicPart(
                  caller.scope().stamped(labels == null ? kept : labels, "keeps secrets"),
                  keys(values));
          return new Change(next(caller, name, old, shown), values);
        });
  }

  /** Replaces the values of keys that are there, and keeps the others. */
  Secret rotate(Caller caller, String name, Values values) {
    return change(
        name,
        old -> {
          if (old == null || !caller.scope().covers(old.secret().labels())) {
            throw new Fault.NoSuch(Kind.SECRET, name).asException();
          }
          for (String key : values.byKey().keySet()) {
            if (!old.secret().keys().contains(key)) {
              throw new Fault.NoSuchSecret(name, key).asException();
            }
          }
          Values all = values(old).with(values);
          if (all.isTooLarge()) {
            throw Fault.invalid(Violation.field("values", Values.tooLarge())).asException();
          }
          return new Change(next(caller, name, old, old.secret().shown()), all);
        });
  }

  /** Forgets a secret; one that has changed since it was read is still there. */
  boolean delete(Secret secret) {
    return store.write(handle -> SecretTable.delete(handle, secret));
  }

  @Override
  public List<EnvironmentVariable> filled(Scope scope, List<EnvironmentVariable> environment) {
    Map<String, Row> rows = rows(environment);
    Map<String, Values> opened = new HashMap<>();
    List<EnvironmentVariable> filled = new ArrayList<>();
    for (EnvironmentVariable variable : environment) {
      SecretRef ref = variable.secret();
      if (ref == null) {
        filled.add(variable);
        continue;
      }
      Row row = rows.get(ref.secretName());
      if (row == null
          || !scope.covers(row.secret().labels())
          || !row.secret().keys().contains(ref.key())) {
        throw new Fault.NoSuchSecret(ref.secretName(), ref.key()).asException();
      }
      Values values = opened.computeIfAbsent(ref.secretName(), _ -> values(row));
      String value = values.byKey().getOrDefault(ref.key(), "");
      filled.add(new EnvironmentVariable(variable.name(), value, ref));
    }
    return filled;
  }

  /** The secrets that an environment names, all as they were at one moment. */
  private Map<String, Row> rows(List<EnvironmentVariable> environment) {
    TreeSet<String> names = new TreeSet<>();
    for (EnvironmentVariable variable : environment) {
      SecretRef ref = variable.secret();
      if (ref != null) {
        names.add(ref.secretName());
      }
    }
    return names.isEmpty() ? Map.of() : store.read(handle -> SecretTable.find(handle, names));
  }

  private Row row(Scope scope, String name) {
    return store
        .read(handle -> SecretTable.find(handle, name))
        .filter(row -> scope.covers(row.secret().labels()))
        .orElseThrow(() -> new Fault.NoSuch(Kind.SECRET, name).asException());
  }

  private Values values(Row row) {
    try {
      return sealing.open(row.sealed(), row.secret().label());
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "the values of secret '"
              + row.secret().name()
              + "' cannot be read: its row was tampered with, or sealed with another master key",
          e);
    }
  }

  /** What is to become of a secret. */
  private record Change(Secret secret, Values values) {}

  @FunctionalInterface
  private interface Planner {
    Change plan(@Nullable Row old);
  }

  /** Changes a secret as it is at that moment; again, when another writer was faster. */
  private Secret change(String name, Planner planner) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Secret> written =
          store.write(
              handle -> {
                Row old = SecretTable.find(handle, name).orElse(null);
                Change change = planner.plan(old);
                Secret secret = change.secret();
                String sealed = sealing.seal(change.values(), secret.label());
                boolean done =
                    old == null
                        ? SecretTable.insert(handle, secret, sealed)
                        : SecretTable.update(handle, secret, sealed);
                return done ? Optional.of(secret) : Optional.empty();
              });
      if (written.isPresent()) {
        return written.get();
      }
    }
    throw new Fault.StoreUnavailable().asException();
  }

  private Secret next(Caller caller, String name, @Nullable Row old, PublicPart shown) {
    var now = clock.instant();
    Secret before = old == null ? null : old.secret();
    return new Secret(
        name,
        before == null ? 1 : before.version() + 1,
        shown,
        before == null ? now : before.createdAt(),
        before == null ? caller.keyId() : before.createdBy(),
        now,
        caller.keyId());
  }

  private static List<String> keys(Values values) {
    return List.copyOf(values.byKey().keySet());
  }
}
