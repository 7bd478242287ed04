package tianniu.http;

import org.jspecify.annotations.Nullable;

/** Decides who comes in: every request passes it, before anything of the request is used. */
@FunctionalInterface
public interface Door {
  /**
   * Lets the request pass, or throws the fault that answers it.
   *
   * @param route null when the request leads nowhere: who has no key does not learn even that
   */
  void admit(Request request, @Nullable Route route);
}
