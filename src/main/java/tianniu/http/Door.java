package tianniu.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;

/**
 * Decides who comes in: every request passes it, before anything of the request is used. Whether
 * the caller has the permission of the route is looked at behind it.
 */
@FunctionalInterface
public interface Door {
  /**
   * Lets the request pass, or throws the fault that answers it.
   *
   * @param route null when the request leads nowhere: who has no key does not learn even that
   */
  Admission admit(Request request, @Nullable Route route);

  /**
   * The same for a caller who is known, without a wait or a write.
   *
   * @return null when it takes {@link #admit} to tell
   */
  default @Nullable Admission admitAtOnce(Request request, Route route) {
    return null;
  }

  /**
   * A request that may come in.
   *
   * @param headers of the answer, whatever it will be
   */
  record Admission(Caller caller, Map<String, String> headers) {}
}
