/** What the server says of itself to anybody: whether it is well, and its API document. */
@NullMarked
package tianniu.about;

import org.jspecify.annotations.NullMarked;
