/** Tests of the events, on both databases. */
@NullMarked
package tianniu.event;

import org.jspecify.annotations.NullMarked;
