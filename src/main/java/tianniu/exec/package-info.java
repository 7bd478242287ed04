/** The chapter "exec": commands run in a container, and terminals. */
@NullMarked
package tianniu.exec;

import org.jspecify.annotations.NullMarked;
