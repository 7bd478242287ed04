/**
 * The benchmark: us beside the plain engine and the docker client, in one run; see bench/README.md.
 */
@NullMarked
package tianniu.bench;

import org.jspecify.annotations.NullMarked;
