package tianniu.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;

/** Decides who comes in: every request passes it, before anything of the request is used. */
@FunctionalInterface
public interface Door {
  /**
   * Lets the request pass, or throws the fault that answers it.
   *
   * @param route null when the request leads nowhere: who has no key does not learn even that
   */
  Admission admit(Request request, @Nullable Route route);

  /** Whether {@link #admit} knows who calls, so that it will neither wait nor pause. */
  default boolean knows(Request request) {
    return false;
  }

  /**
   * A request that may come in.
   *
   * @param headers of the answer, whatever it will be
   */
  record Admission(Caller caller, Map<String, String> headers) {}
}
