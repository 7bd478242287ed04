/** The chapter "containers": list, detail, create, the lifecycle, delete, and batches of these. */
@NullMarked
package tianniu.container;

import org.jspecify.annotations.NullMarked;
