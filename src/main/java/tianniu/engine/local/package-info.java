/** What can be seen and done when the engine's machine is this one: its files, ports, processes. */
@NullMarked
package tianniu.engine.local;

import org.jspecify.annotations.NullMarked;
