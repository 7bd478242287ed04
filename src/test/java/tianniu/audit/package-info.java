/** Tests of the audit, on a real SQLite. */
@NullMarked
package tianniu.audit;

import org.jspecify.annotations.NullMarked;
