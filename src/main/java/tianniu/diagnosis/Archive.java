package tianniu.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Scope;
import tianniu.diagnosis.Remains.By;
import tianniu.diagnosis.Remains.Removal;
import tianniu.engine.ContainerId;
import tianniu.engine.LogLine;
import tianniu.keyring.Seal;
import tianniu.store.Store;

/**
 * Keeps the remains of containers in the store. Lines are encrypted: a container may have written
 * the values of its secrets, and those stand in no copy of the database.
 */
public final class Archive {
  static final Duration KEPT = Duration.ofDays(7);
  static final int MOST_REMOVED = 2_000;
  static final long MOST_BYTES = 64L << 20;

  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{12,64}");

  private final Store store;
  private final Seal seal;
  private final InstantSource clock;
  private final InstantSource evenClock;
  private final int mostRemoved;
  private final long mostBytes;

  /**
   * @param key for AES, of 256 bits
   * @param evenClock by which old remains go
   */
  public Archive(Store store, SecretKey key, InstantSource clock, InstantSource evenClock) {
    this(store, new Seal(key), clock, evenClock, MOST_REMOVED, MOST_BYTES);
  }

  private Archive(
      Store store,
      Seal seal,
      InstantSource clock,
      InstantSource evenClock,
      int mostRemoved,
      long mostBytes) {
    this.store = store;
    this.seal = seal;
    this.clock = clock;
    this.evenClock = evenClock;
    this.mostRemoved = mostRemoved;
    this.mostBytes = mostBytes;
  }

  /** The same with other bounds. */
  Archive bounded(int removed, long bytes) {
    return new Archive(store, seal, clock, evenClock, removed, bytes);
  }

  /**
   * Keeps how a run has ended.
   *
   * @param lines null when they could not be read: those of earlier runs stay, if there are any
   */
  void keep(Remains remains, @Nullable List<LogLine> lines) {
    byte[] sealed = lines == null ? null : sealed(remains.id(), lines);
    store.write(
        handle -> {
          Remains old = RemainsTable.find(handle, remains.id()).orElse(null);
          byte[] kept = sealed == null ? RemainsTable.lines(handle, remains.id()) : sealed;
          // An ending that comes late is of a container that is gone already.
          Removal removal = old != null && old.isOfRunOf(remains) ? old.removal() : null;
          return RemainsTable.put(
              handle, removal == null ? remains : remains.removed(removal), kept);
        });
  }

  /**
   * Keeps that a container is gone.
   *
   * @param last as it was known last
   */
  void removed(Remains last, By by) {
    Removal removal = new Removal(clock.instant(), by);
    store.write(
        handle -> {
          Remains old = RemainsTable.find(handle, last.id()).orElse(null);
          byte[] lines = RemainsTable.lines(handle, last.id());
          Remains known = last;
          if (old != null
              && old.ending() != null
              && (old.isOfRunOf(last) || last.startedAt() == null)) {
            known = last.with(old.startedAt(), old.ending());
          }
          return RemainsTable.put(handle, known.removed(removal), lines);
        });
  }

  /** Takes for removed what is not there any more: it went while nobody looked. */
  void settle(Predicate<Remains> isThere) {
    for (Remains each : store.read(RemainsTable::present)) {
      if (!isThere.test(each)) {
        removed(each, By.OUTSIDE);
      }
    }
  }

  /** What is kept of a container, removed or not. */
  Optional<Remains> of(ContainerId id) {
    return store.read(handle -> RemainsTable.find(handle, id));
  }

  /** A removed container by its id, the engine's id, its name, or a unique prefix of an id. */
  Optional<Remains> find(Scope scope, String asked) {
    return store.read(
        handle -> {
          Optional<Remains> found = first(scope, RemainsTable.byId(handle, asked));
          if (found.isEmpty()) {
            found = first(scope, RemainsTable.byName(handle, asked));
          }
          return found.isEmpty() && PREFIX.matcher(asked).matches()
              ? only(scope, RemainsTable.byPrefix(handle, asked))
              : found;
        });
  }

  private static Optional<Remains> first(Scope scope, List<Remains> candidates) {
    return candidates.stream().filter(each -> scope.covers(each.labels())).findFirst();
  }

  private static Optional<Remains> only(Scope scope, List<Remains> candidates) {
    List<Remains> covered =
        candidates.stream().filter(each -> scope.covers(each.labels())).toList();
    return covered.size() == 1 ? Optional.of(covered.getFirst()) : Optional.empty();
  }

  /** The lines that were kept, oldest first; null when none were. */
  @Nullable List<LogLine> lines(ContainerId id) {
    byte[] sealed = store.read(handle -> RemainsTable.lines(handle, id));
    return sealed.length == 0 ? null : KeptLines.unpack(seal.open(sealed, label(id)));
  }

  /** Drops what is too old, and the oldest of what is too much. */
  void prune() {
    Instant oldest = evenClock.instant().minus(KEPT);
    store.write(
        handle -> {
          int dropped = RemainsTable.dropRemovedBefore(handle, oldest);
          return dropped + dropSurplus(handle);
        });
  }

  private int dropSurplus(Handle handle) {
    int removed = 0;
    int dropped = 0;
    long bytes = 0;
    for (RemainsTable.Weight each : RemainsTable.weights(handle)) {
      removed += each.isPresent() ? 0 : 1;
      bytes += each.bytes();
      // Of one that is there the engine still has all.
      if (bytes > mostBytes || removed > mostRemoved) {
        RemainsTable.drop(handle, each.id());
        bytes -= each.bytes();
        dropped++;
      }
    }
    return dropped;
  }

  private byte[] sealed(ContainerId id, List<LogLine> lines) {
    return seal.seal(KeptLines.pack(lines), label(id));
  }

  private static String label(ContainerId id) {
    return "remains " + id;
  }
}
