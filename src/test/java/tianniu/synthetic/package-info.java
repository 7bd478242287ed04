/**
 * A Docker engine that is not one: its HTTP API for thousands of containers, for tests and
 * benchmarks.
 */
@NullMarked
package tianniu.synthetic;

import org.jspecify.annotations.NullMarked;
