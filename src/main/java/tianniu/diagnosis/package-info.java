/**
 * The chapter "diagnosis": why a container is not running or not well, in words, and what is left
 * of a container for a while after its removal.
 */
@NullMarked
package tianniu.diagnosis;

import org.jspecify.annotations.NullMarked;
