package tianniu.api;

import java.time.Instant;
import java.time.InstantSource;

/** A defect that every call meets: once it has broken, the door cannot tell the time. */
final class DefectiveClock implements InstantSource {
  private static final String DOOR = "tianniu.access.AccessDoor";

  private final Instant now;
  private volatile boolean broken;

  DefectiveClock(Instant now) {
    this.now = now;
  }

  void breakDown() {
    broken = true;
  }

  @Override
  public Instant instant() {
    if (broken && isAskedByTheDoor()) {
      throw new IllegalStateException("the clock has stopped");
    }
    return now;
  }

  private static boolean isAskedByTheDoor() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(DOOR)));
  }
}
