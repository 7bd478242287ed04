/** Tests of what is done once. */
@NullMarked
package tianniu.idempotency;

import org.jspecify.annotations.NullMarked;
