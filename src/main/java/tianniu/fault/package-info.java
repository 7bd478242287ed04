/** What can go wrong, as a closed set of values; knows nothing of HTTP, engines or features. */
@NullMarked
package tianniu.fault;

import org.jspecify.annotations.NullMarked;
