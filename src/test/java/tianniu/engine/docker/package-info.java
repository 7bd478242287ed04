/** Tests of the Docker engine; those named IT ask a real one. */
@NullMarked
package tianniu.engine.docker;

import org.jspecify.annotations.NullMarked;
