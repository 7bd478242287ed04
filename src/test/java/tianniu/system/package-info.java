/**
 * The whole product seen from outside: a real server process, a real Docker engine, real sockets.
 */
@NullMarked
package tianniu.system;

import org.jspecify.annotations.NullMarked;
