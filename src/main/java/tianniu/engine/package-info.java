/**
 * The port to what runs containers, and the domain's values. Blocking calls, each with a deadline;
 * no HTTP, no JSON and no engine's own words. Its implementations stand in the packages below.
 */
@NullMarked
package tianniu.engine;

import org.jspecify.annotations.NullMarked;
