package tianniu.idempotency;

import tianniu.http.Reply;

/** What a request is for: done when it is its turn, and not when there is an answer already. */
@FunctionalInterface
public interface Errand {
  Reply run(Turn turn);
}
