/** The chapter "secrets": values that containers get and nobody reads again. */
@NullMarked
package tianniu.secret;

import org.jspecify.annotations.NullMarked;
