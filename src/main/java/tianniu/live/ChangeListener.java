package tianniu.live;

import org.jspecify.annotations.Nullable;

/**
 * Learns of every change of the view, in order. Called under the view's lock: it may take note, and
 * must wait for nothing.
 */
@FunctionalInterface
public interface ChangeListener {
  /**
   * A container is not what it was.
   *
   * @param was null when it is new
   * @param now null when it is gone; one of the two is there
   */
  void changed(@Nullable LiveContainer was, @Nullable LiveContainer now);
}
