/**
 * The live view: every container as it is now, kept from the engine's events, reconciled, and read
 * from memory without asking the engine.
 */
@NullMarked
package tianniu.live;

import org.jspecify.annotations.NullMarked;
