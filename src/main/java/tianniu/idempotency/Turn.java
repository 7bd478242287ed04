package tianniu.idempotency;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.http.Reply;

/** One time that an errand is run. */
public final class Turn {
  /** Of a request that may be done as often as it is sent. */
  public static final Turn FREE = new Turn(null, false);

  /**
   * As much of a text as can always be kept. Each character takes up to six bytes in JSON, so that
   * two of these texts stay below {@link Kept#MAX_BYTES}.
   */
  private static final int BEGINNING_CHARS = 16 << 10;

  private final @Nullable Row row;
  private final boolean resumed;
  private boolean tellsWhenItBegins;
  private boolean begun;
  private @Nullable Supplier<Reply> brief;

  Turn(@Nullable Row row, boolean resumed) {
    this.row = row;
    this.resumed = resumed;
  }

  /**
   * The id that was chosen for the request before anything was done: of the container that it
   * makes, and the cause of what else it does. None where the request may be done again.
   */
  public Optional<String> id() {
    return Optional.ofNullable(row).map(Row::id);
  }

  /** When the request first came; none where it may be done again. */
  public Optional<Instant> acceptedAt() {
    return Optional.ofNullable(row).map(Row::acceptedAt);
  }

  /** What was written down for this case before anything was done; empty for nothing. */
  public String plan() {
    return row == null ? "" : row.plan();
  }

  /** Whether an earlier turn may have done all of it or a part, and its answer is lost. */
  public boolean isResumed() {
    return resumed;
  }

  /**
   * Refuses to go on where that could do something a second time. Who calls it says with {@link
   * #begun} when there is something that was done.
   *
   * @throws FaultException with {@link Fault.OutcomeUnknown} when the turn is resumed
   */
  public void requireFirst() {
    if (resumed && row != null) {
      throw new Fault.OutcomeUnknown(row.requestId()).asException();
    }
    tellsWhenItBegins = row != null;
  }

  /** From now on a fault does not mean that nothing was done. */
  public void begun() {
    if (row != null) {
      begun = true;
    }
  }

  /** Nothing was done after all. */
  public void undone() {
    begun = false;
  }

  boolean tellsWhenItBegins() {
    return tellsWhenItBegins;
  }

  boolean isBegun() {
    return begun;
  }

  /** What to keep in place of the answer should that be too long. */
  public void brief(Supplier<Reply> shorter) {
    if (row != null) {
      brief = shorter;
    }
  }

  @Nullable Kept brief() {
    return brief == null ? null : Kept.of(brief.get());
  }

  /** The part of a text that a brief answer has. */
  public static String beginning(String text) {
    if (text.length() <= BEGINNING_CHARS) {
      return text;
    }
    // Not in the middle of a pair.
    boolean splits = Character.isHighSurrogate(text.charAt(BEGINNING_CHARS - 1));
    return text.substring(0, splits ? BEGINNING_CHARS - 1 : BEGINNING_CHARS);
  }
}
