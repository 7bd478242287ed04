/** Accepted work: begun for one caller, done behind its answer, and journalled. */
@NullMarked
package tianniu.operation;

import org.jspecify.annotations.NullMarked;
