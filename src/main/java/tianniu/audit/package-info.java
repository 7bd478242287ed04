/** The audit: who did what, in a chain that shows when somebody has changed it. */
@NullMarked
package tianniu.audit;

import org.jspecify.annotations.NullMarked;
