/** What happens to containers, as one durable sequence: told as it comes, and read back later. */
@NullMarked
package tianniu.event;

import org.jspecify.annotations.NullMarked;
