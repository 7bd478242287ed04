/** Who calls and what the key that was shown allows: values that every chapter may look at. */
@NullMarked
package tianniu.caller;

import org.jspecify.annotations.NullMarked;
