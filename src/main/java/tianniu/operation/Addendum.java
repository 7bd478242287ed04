package tianniu.operation;

import org.jdbi.v3.core.Handle;
import tianniu.store.Store;

/** What is written together with an operation, in the same transactions. */
public interface Addendum {
  /** Nothing. */
  Addendum NONE =
      new Addendum() {
        @Override
        public void accepted(Handle handle) {}

        @Override
        public Store.Work<?> ended(Outcome outcome) {
          return _ -> 0;
        }

        @Override
        public void refused(Handle handle) {}
      };

  /** With the acceptance. */
  void accepted(Handle handle);

  /** With the end. Asked for when it comes; done later, once. */
  Store.Work<?> ended(Outcome outcome);

  /**
   * Undoes the acceptance: it was refused, since it was not sure to be on disk, and may be there
   * all the same.
   */
  void refused(Handle handle);
}
