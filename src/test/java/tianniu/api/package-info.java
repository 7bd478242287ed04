/** Holds the server and its API document to each other. */
@NullMarked
package tianniu.api;

import org.jspecify.annotations.NullMarked;
