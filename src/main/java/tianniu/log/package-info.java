/** The chapter "logs": pages of a container's log, and following it. */
@NullMarked
package tianniu.log;

import org.jspecify.annotations.NullMarked;
