/** Requests that are done once, however often they are sent, and the answers they had. */
@NullMarked
package tianniu.idempotency;

import org.jspecify.annotations.NullMarked;
