/** Who may come in. */
@NullMarked
package tianniu.access;

import org.jspecify.annotations.NullMarked;
