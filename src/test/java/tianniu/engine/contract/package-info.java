/**
 * What every engine does, as tests that know no engine: each implementation extends all of them.
 */
@NullMarked
package tianniu.engine.contract;

import org.jspecify.annotations.NullMarked;
