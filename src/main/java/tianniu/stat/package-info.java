/** The chapter "statistics": what a container uses, from samples that are already there. */
@NullMarked
package tianniu.stat;

import org.jspecify.annotations.NullMarked;
