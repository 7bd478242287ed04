package tianniu.diagnosis;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** Questions that are asked side by side; one that takes too long is given up. */
final class Inquiry {
  private static final Logger LOG = LoggerFactory.getLogger(Inquiry.class);

  private final long deadline;
  private boolean incomplete;
  private boolean away;

  /**
   * @param limit for all questions together
   */
  Inquiry(Duration limit) {
    deadline = System.nanoTime() + limit.toNanos();
  }

  /** A question that is being answered. */
  static final class Question<T> {
    private final Thread thread;
    private volatile @Nullable T answer;
    private volatile @Nullable FaultException fault;

    private Question(Supplier<? extends @Nullable T> question) {
      thread =
          Thread.ofVirtual()
              .name("inquiry")
              .start(
                  () -> {
                    try {
                      answer = question.get();
                    } catch (FaultException e) {
                      fault = e;
                    } catch (RuntimeException e) {
                      LOG.error("a question broke", e);
                      fault = new Fault.EngineRefused("").asException();
                    }
                  });
    }
  }

  <T> Question<T> ask(Supplier<? extends @Nullable T> question) {
    return new Question<>(question);
  }

  /** The answer; null when there is none, or none in time. */
  <T> @Nullable T answer(Question<T> question) {
    try {
      long left = Math.max(1_000_000, deadline - System.nanoTime());
      if (!question.thread.join(Duration.ofNanos(left))) {
        question.thread.interrupt();
        incomplete = true;
        return null;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      question.thread.interrupt();
      incomplete = true;
      return null;
    }
    FaultException fault = question.fault;
    if (fault != null) {
      LOG.debug("not answered: {}", fault.fault());
      incomplete = true;
      away |= fault.fault() instanceof Fault.EngineUnavailable;
    }
    return question.answer;
  }

  /** Whether a question was not answered. */
  boolean isIncomplete() {
    return incomplete;
  }

  /** Whether it was the engine that did not answer. */
  boolean isAway() {
    return away;
  }
}
