/**
 * An engine that lives in memory: the twin of a Docker engine, for {@code --demo} and fast tests.
 * Its containers run pretended processes, spoken to in a small shell.
 */
@NullMarked
package tianniu.engine.memory;

import org.jspecify.annotations.NullMarked;
