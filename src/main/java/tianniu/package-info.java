/** The program: what is run, and how its parts are wired. */
@NullMarked
package tianniu;

import org.jspecify.annotations.NullMarked;
