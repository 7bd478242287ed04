package tianniu.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.http.Reply;
import tianniu.http.Request;
import tianniu.keyring.MasterKey;
import tianniu.keyring.Seal;
import tianniu.store.Store;

/**
 * Where a request that must not be done twice is admitted, or given the answer that it had. That it
 * came is on disk before anything is done, and its answer before it is given: after a death in
 * between, the operation is told that it is resumed.
 */
public final class Desk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  /** Enough for most to end; a client that gives up sooner may come again. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Store store;
  private final SecretKey fingerprints;
  private final Seal seal;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Retention retention;
  private final Duration patience;

  /** What is being done by this process. */
  private final Map<Slot, Flight> flights = new ConcurrentHashMap<>();

  private final Undone undone = new Undone();

  Desk(
      Store store,
      MasterKey key,
      InstantSource clock,
      RandomGenerator random,
      Retention retention,
      Duration patience) {
    this.store = store;
    this.fingerprints = key.derive("tianniu idempotency fingerprints v1", "HmacSHA256");
    this.seal = new Seal(key.derive("tianniu idempotency answers v1", "AES"));
    this.clock = clock;
    this.random = random;
    this.retention = retention;
    this.patience = patience;
  }

  /**
   * The desk of a store, which outlives it.
   *
   * @param evenClock by which old requests are forgotten
   * @param patience with which a request waits for another one that is the same
   */
  public static Desk open(
      Store store,
      MasterKey key,
      InstantSource clock,
      InstantSource evenClock,
      RandomGenerator random,
      Duration patience) {
    Retention retention = new Retention(store, evenClock, Retention.Bounds.USUAL);
    retention.start();
    return new Desk(store, key, clock, random, retention, patience);
  }

  /** Runs the errand of a request; once only, when the request says so. */
  public Reply once(Request request, Errand errand) {
    return once(request, () -> "", errand);
  }

  /**
   * The same.
   *
   * @param plan what the errand wants to know when it is resumed; written down before it is run
   * @throws FaultException with {@link Fault.IdempotencyKeyReused} or {@link
   *     Fault.IdempotencyKeyInUse}, or what the errand throws
   */
  public Reply once(Request request, Supplier<String> plan, Errand errand) {
    Slot slot = Slot.of(request);
    if (slot == null) {
      return errand.run(Turn.FREE);
    }
    Given given = admit(Asked.of(slot, request, fingerprints), plan, errand);
    if (given.of() != null) {
      request.audit().detail("replay_of", given.of());
    }
    return given.reply();
  }

  /**
   * What a request is answered.
   *
   * @param of the id of the request that it was first given to; null when it is this one
   */
  record Given(Reply reply, @Nullable String of) {
    static Given again(Kept kept, String first) {
      return new Given(kept.again(), first);
    }
  }

  Given admit(Asked asked, Supplier<String> plan, Errand errand) {
    long deadline = System.nanoTime() + patience.toNanos();
    Flight mine = new Flight(asked);
    while (true) {
      Flight first = flights.putIfAbsent(asked.slot(), mine);
      if (first == null) {
        return fly(mine, plan, errand);
      }
      asked.requireSame(first.asked().fingerprint());
      if (!first.awaitEnd(deadline - System.nanoTime())) {
        throw new Fault.IdempotencyKeyInUse().asException();
      }
      Kept answer = first.answer();
      if (answer != null) {
        return Given.again(answer, first.asked().requestId());
      }
      // It came to nothing, or nobody knows: that is for the next one to find out.
    }
  }

  private Given fly(Flight flight, Supplier<String> plan, Errand errand) {
    Asked asked = flight.asked();
    try {
      Optional<Row> found = store.read(handle -> RequestTable.find(handle, asked.slot()));
      Row row = found.orElse(null);
      if (row == null || undone.contains(row.id())) {
        return run(flight, begin(asked, plan.get(), row), false, errand);
      }
      asked.requireSame(row.fingerprint());
      Kept kept = answer(row);
      if (kept == null) {
        return run(flight, row, true, errand);
      }
      flight.answered(kept);
      return Given.again(kept, row.requestId());
    } finally {
      flights.remove(asked.slot(), flight);
      flight.end();
    }
  }

  /** Writes down that the request came. */
  private Row begin(Asked asked, String plan, @Nullable Row former) {
    byte[] id = new byte[16];
    random.nextBytes(id);
    Instant now = clock.instant();
    Row row =
        new Row(
            HexFormat.of().formatHex(id),
            asked.slot(),
            asked.fingerprint(),
            asked.requestId(),
            now,
            plan,
            null);
    List<String> late = former == null ? List.of() : List.of(former.id());
    try {
      store.write(handle -> RequestTable.delete(handle, late) + RequestTable.insert(handle, row));
    } catch (FaultException | Error e) {
      // It may be there all the same, and nothing is done for it.
      undone.add(row.id());
      throw e;
    }
    late.forEach(undone::remove);
    retention.grown(1, row.bytes());
    return row;
  }

  private Given run(Flight flight, Row row, boolean resumed, Errand errand) {
    Turn turn = new Turn(row, resumed);
    try {
      Reply reply = errand.run(turn);
      Kept kept = Kept.of(reply);
      keep(row, kept, turn::brief);
      flight.answered(kept);
      return new Given(reply, null);
    } catch (FaultException e) {
      switch (e.fault()) {
        case Fault.ExecTimedOut end -> {
          // Something was done: it is an answer like others.
          Kept kept = Kept.of(end, row.requestId());
          keep(row, kept, () -> Kept.of(brief(end), row.requestId()));
          flight.answered(kept);
        }
        // It is not known whether what the operation has written is there.
        case Fault.StoreUnavailable _ when !turn.tellsWhenItBegins() -> {}
        case Fault _ -> {
          if (!resumed && !turn.isBegun()) {
            release(row);
          }
        }
      }
      throw e;
    }
  }

  private static Fault brief(Fault.ExecTimedOut end) {
    return new Fault.ExecTimedOut(
        end.limit(), Turn.beginning(end.stdout()), Turn.beginning(end.stderr()), true);
  }

  /** Keeps an answer. When the store does not take it, who comes again finds a turn to resume. */
  private void keep(Row row, Kept kept, Supplier<@Nullable Kept> brief) {
    byte[] packed = kept.packed();
    Kept shorter = packed.length > Kept.MAX_BYTES ? brief.get() : null;
    byte[] sealed = seal.seal(shorter == null ? packed : shorter.packed(), row.label());
    Row answered = row.answered(sealed);
    try {
      store.write(handle -> RequestTable.answer(handle, answered, kept.status(), sealed));
      retention.grown(0, sealed.length);
    } catch (FaultException e) {
      LOG.warn("the answer to the request {} could not be kept: {}", row.requestId(), e.fault());
    }
  }

  private @Nullable Kept answer(Row row) {
    if (row.sealed() == null) {
      return null;
    }
    byte[] sealed = new byte[row.sealed().remaining()];
    row.sealed().duplicate().get(sealed);
    return Kept.unpacked(seal.open(sealed, row.label()));
  }

  /** Forgets a request that has done nothing: the next one like it is tried anew. */
  private void release(Row row) {
    undone.add(row.id());
    try {
      store.write(handle -> RequestTable.delete(handle, List.of(row.id())));
      undone.remove(row.id());
    } catch (FaultException e) {
      LOG.debug("the request {} could not be forgotten yet: {}", row.requestId(), e.fault());
    }
  }

  @Override
  public void close() {
    retention.close();
  }
}
