/** Who may do what to what, asked of a real server: each operation, each caller, each scope. */
@NullMarked
package tianniu.matrix;

import org.jspecify.annotations.NullMarked;
