/** The database: opened, brought to the newest schema, and written to so that nothing is lost. */
@NullMarked
package tianniu.store;

import org.jspecify.annotations.NullMarked;
