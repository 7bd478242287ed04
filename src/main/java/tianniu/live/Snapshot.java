package tianniu.live;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.PortMapping;
import tianniu.fault.Fault;

/**
 * All containers at one moment, immutable. The next moment's shares with it all that did not
 * change, so that a change costs the same however many containers there are; so does finding one,
 * or a page of those that carry a label or have a status.
 */
public final class Snapshot {
  static final Snapshot EMPTY =
      new Snapshot(
          Shelf.EMPTY,
          HashTrie.empty(),
          HashTrie.empty(),
          HashTrie.empty(),
          HashTrie.empty(),
          HashTrie.empty(),
          HashTrie.empty(),
          HashTrie.empty());

  /** The shortest piece of an id that may stand for it. */
  static final int MIN_PREFIX = 12;

  private final Shelf all;
  private final HashTrie<ContainerId, LiveContainer> byId;
  private final HashTrie<String, LiveContainer> byRef;
  private final HashTrie<String, Shelf> byName;

  /** By the first {@link #MIN_PREFIX} characters of id and engine's id. */
  private final HashTrie<String, Shelf> byPrefix;

  private final HashTrie<Map.Entry<String, String>, Shelf> byLabel;
  private final HashTrie<Status, Shelf> byStatus;

  /** Those that hold a port of the host, or are about to. */
  private final HashTrie<HostPort, Shelf> byHostPort;

  private record HostPort(int number, PortMapping.Protocol protocol) {}

  private Snapshot(
      Shelf all,
      HashTrie<ContainerId, LiveContainer> byId,
      HashTrie<String, LiveContainer> byRef,
      HashTrie<String, Shelf> byName,
      HashTrie<String, Shelf> byPrefix,
      HashTrie<Map.Entry<String, String>, Shelf> byLabel,
      HashTrie<Status, Shelf> byStatus,
      HashTrie<HostPort, Shelf> byHostPort) {
    this.all = all;
    this.byId = byId;
    this.byRef = byRef;
    this.byName = byName;
    this.byPrefix = byPrefix;
    this.byLabel = byLabel;
    this.byStatus = byStatus;
    this.byHostPort = byHostPort;
  }

  // What it tells.

  /** By creation time, then id. */
  public List<LiveContainer> newestFirst() {
    return all;
  }

  /** A part of a list. */
  public record Page(int total, List<LiveContainer> containers) {}

  /** The selected ones after the first {@code offset}, newest first, and how many there are. */
  public Page page(Selection selection, long offset, int limit) {
    Shelf candidates = fewest(selection);
    if (selection.criteria() <= 1) {
      return new Page(candidates.size(), candidates.page(offset, limit));
    }
    List<LiveContainer> page = new ArrayList<>();
    int total = 0;
    for (LiveContainer container : candidates) {
      if (selection.matches(container)) {
        if (total >= offset && page.size() < limit) {
          page.add(container);
        }
        total++;
      }
    }
    return new Page(total, page);
  }

  /** All that are selected, newest first. */
  public List<LiveContainer> all(Selection selection) {
    Shelf candidates = fewest(selection);
    return selection.criteria() <= 1
        ? candidates
        : candidates.stream().filter(selection::matches).toList();
  }

  /** The shortest shelf on which all that are selected stand. */
  private Shelf fewest(Selection selection) {
    Shelf fewest = selection.status() == null ? all : shelf(byStatus, selection.status());
    for (Map.Entry<String, String> label : selection.labels()) {
      Shelf carriers = shelf(byLabel, label);
      if (carriers.size() <= fewest.size()) {
        fewest = carriers;
      }
    }
    return fewest;
  }

  /** Null when there is none. */
  public @Nullable LiveContainer byId(ContainerId id) {
    return byId.get(id);
  }

  @Nullable LiveContainer byRef(EngineRef ref) {
    return byRef.get(ref.value());
  }

  boolean hasName(String name) {
    return byName.get(name) != null;
  }

  /** Those that hold the port of the host, or are about to. */
  public List<LiveContainer> holders(PortMapping port) {
    return shelf(byHostPort, new HostPort(port.external(), port.protocol()));
  }

  /** Refuses ports that another container holds. */
  void requirePorts(ContainerId except, List<PortMapping> ports) {
    for (PortMapping port : ports) {
      if (holders(port).stream().anyMatch(other -> !other.id().equals(except))) {
        throw new Fault.PortInUse(port.external(), port.protocol().word()).asException();
      }
    }
  }

  /**
   * The id of a container of the engine. An id of ours counts once: an image that was committed
   * from one of our containers carries its labels on to others.
   */
  ContainerId idFor(EngineContainer answer) {
    LiveContainer known = byRef(answer.ref());
    if (known != null) {
      return known.id();
    }
    ContainerId issued = answer.issuedId();
    if (issued == null) {
      return ContainerId.ofForeign(answer.ref());
    }
    LiveContainer holder = byId(issued);
    boolean free = holder == null || holder.ref() == null || answer.ref().equals(holder.ref());
    return free ? issued : ContainerId.ofForeign(answer.ref());
  }

  /**
   * The container that goes by this id, engine's id, name, or unique prefix of an id; in this
   * order, as the engine itself resolves them.
   */
  public Optional<LiveContainer> find(String asked) {
    return find(asked, Scope.ALL);
  }

  /** The same among the containers of a scope alone: what lies outside does not even collide. */
  public Optional<LiveContainer> find(String asked, Scope scope) {
    LiveContainer found =
        ContainerId.isId(asked) ? within(scope, byId.get(new ContainerId(asked))) : null;
    if (found == null) {
      found = within(scope, byRef.get(asked));
    }
    if (found == null) {
      found = byName(asked, scope);
    }
    return Optional.ofNullable(found == null ? byPrefix(asked, scope) : found);
  }

  private static @Nullable LiveContainer within(Scope scope, @Nullable LiveContainer found) {
    return found != null && scope.covers(found.labels()) ? found : null;
  }

  /** A failed draft gives way to a container of its name that the engine has. */
  private @Nullable LiveContainer byName(String asked, Scope scope) {
    LiveContainer found = null;
    for (LiveContainer container : shelf(byName, asked)) {
      if (scope.covers(container.labels()) && (found == null || container.ref() != null)) {
        found = container;
      }
    }
    return found;
  }

  private @Nullable LiveContainer byPrefix(String asked, Scope scope) {
    if (asked.length() < MIN_PREFIX) {
      return null;
    }
    LiveContainer found = null;
    for (LiveContainer container : shelf(byPrefix, asked.substring(0, MIN_PREFIX))) {
      EngineRef ref = container.ref();
      boolean meant =
          container.id().value().startsWith(asked)
              || (ref != null && ref.value().startsWith(asked));
      if (meant && scope.covers(container.labels())) {
        if (found != null) {
          return null;
        }
        found = container;
      }
    }
    return found;
  }

  // The next moment.

  static Snapshot of(Collection<LiveContainer> containers) {
    Snapshot made = EMPTY;
    for (LiveContainer container : containers) {
      made = made.with(container);
    }
    return made;
  }

  /** The same with this container, in place of what was known by its id. */
  Snapshot with(LiveContainer next) {
    return changed(byId.get(next.id()), next);
  }

  Snapshot without(ContainerId id) {
    LiveContainer gone = byId.get(id);
    return gone == null ? this : changed(gone, null);
  }

  private Snapshot changed(@Nullable LiveContainer old, @Nullable LiveContainer next) {
    Change change = new Change(old, next);
    return new Snapshot(
        change.on(all),
        change.alone(byId, LiveContainer::id),
        change.alone(byRef, container -> container.ref() == null ? null : container.ref().value()),
        change.among(byName, container -> Set.of(container.name())),
        change.among(byPrefix, Snapshot::prefixes),
        change.among(byLabel, container -> container.labels().entrySet()),
        change.among(byStatus, container -> Set.of(container.status())),
        change.among(byHostPort, Snapshot::hostPorts));
  }

  private static Set<String> prefixes(LiveContainer container) {
    Set<String> prefixes = new HashSet<>();
    prefixes.add(prefix(container.id().value()));
    EngineRef ref = container.ref();
    if (ref != null) {
      prefixes.add(prefix(ref.value()));
    }
    return prefixes;
  }

  private static String prefix(String id) {
    return id.substring(0, Math.min(id.length(), MIN_PREFIX));
  }

  private static Set<HostPort> hostPorts(LiveContainer container) {
    if (container.ports().isEmpty() || !container.holdsPorts()) {
      return Set.of();
    }
    Set<HostPort> held = new HashSet<>();
    for (PortMapping port : container.ports()) {
      if (port.external() != 0) {
        held.add(new HostPort(port.external(), port.protocol()));
      }
    }
    return held;
  }

  private static <K> Shelf shelf(HashTrie<K, Shelf> shelves, K key) {
    Shelf found = shelves.get(key);
    return found == null ? Shelf.EMPTY : found;
  }
}
