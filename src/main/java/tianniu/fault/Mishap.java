package tianniu.fault;

import org.slf4j.Logger;

/**
 * What goes wrong on a thread that must not end for it: there is nobody to answer, so the log is
 * told and the thread goes on.
 */
public final class Mishap {
  private Mishap() {}

  /** Does one round of what is done again and again, whatever becomes of it. */
  public static void survive(Logger log, String otherwise, Runnable round) {
    try {
      round.run();
    } catch (Throwable e) {
      log(log, otherwise, e);
    }
  }

  /** Tells the log, if there is room for that; never throws. */
  public static void log(Logger log, String what, Throwable cause) {
    try {
      log.error(what, cause);
    } catch (Throwable _) {
      // Where memory is short, to write of it takes some as well.
    }
  }
}
