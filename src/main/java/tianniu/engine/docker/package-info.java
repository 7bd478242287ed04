/** One Docker engine behind the engine port: the only package that knows Docker's HTTP and JSON. */
@NullMarked
package tianniu.engine.docker;

import org.jspecify.annotations.NullMarked;
