package tianniu.event;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.fault.FaultException;
import tianniu.store.Store;

/** Puts events on disk, and tells them then. Of one thread. */
final class Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final Store store;
  private final InstantSource clock;
  private final Sequence sequence;
  private final BooleanSupplier pause;

  /** Whether it is on disk that there is a sequence. */
  private boolean isMarked;

  /**
   * @param isMarked whether there was a sequence before this process
   * @param pause lets a while pass when the store is away; true when it is not to be waited for
   */
  Ledger(
      Store store,
      InstantSource clock,
      Sequence sequence,
      boolean isMarked,
      BooleanSupplier pause) {
    this.store = store;
    this.clock = clock;
    this.sequence = sequence;
    this.isMarked = isMarked;
    this.pause = pause;
  }

  /** What is on disk counts, and is told if a fault came before that. */
  void takeUp(KnownStates known) {
    long last = store.read(EventTable::last);
    List<Event> untold = List.of();
    do {
      sequence.publish(untold);
      untold =
          store.read(
              handle ->
                  EventTable.after(handle, sequence.last(), Sequence.STEP, Sequence.STEP_BYTES));
    } while (!untold.isEmpty() && sequence.last() < last);
    known.load(store.read(EventTable::states));
  }

  /**
   * Writes events and what they have made known, and waits for the store if need be.
   *
   * @return the events
   */
  List<Event> commit(KnownStates known, List<Event.Draft> drafts) {
    List<Event> events = new ArrayList<>();
    long id = sequence.last();
    for (Event.Draft draft : drafts) {
      events.add(draft.placed(++id));
    }
    if (!events.isEmpty() || known.isChanged() || !isMarked) {
      write(known, events);
    }
    known.kept();
    return events;
  }

  private void write(KnownStates known, List<Event> events) {
    boolean isWritten = false;
    while (!isWritten) {
      try {
        store.write(
            handle -> {
              EventTable.insert(handle, events, clock.instant());
              if (events.isEmpty()) {
                EventTable.putLast(handle, sequence.last());
              }
              EventTable.putStates(handle, known.changed());
              EventTable.deleteStates(handle, known.gone());
              return true;
            });
        isWritten = true;
      } catch (FaultException e) {
        LOG.debug("events wait for the store", e);
        if (pause.getAsBoolean()) {
          // The next start tells it.
          return;
        }
        // A connection that broke at the commit has not said whether that was done.
        isWritten = !events.isEmpty() && isOnDisk(events.getLast().id());
      }
    }
    isMarked = true;
    sequence.publish(events);
  }

  private boolean isOnDisk(long id) {
    try {
      return store.read(EventTable::last) >= id;
    } catch (FaultException _) {
      return false;
    }
  }
}
