/**
 * What goes wrong, on purpose: a proxy that makes the engine's socket lie, break and hang, rounds
 * of kills under load, and the long soak; see bench/README.md.
 */
@NullMarked
package tianniu.faults;

import org.jspecify.annotations.NullMarked;
