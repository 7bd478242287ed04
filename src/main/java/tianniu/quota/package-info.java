/** Quotas: the most that the containers of a key or of a scope may have together. */
@NullMarked
package tianniu.quota;

import org.jspecify.annotations.NullMarked;
