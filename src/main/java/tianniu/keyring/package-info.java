/** The key that the installation keeps to itself, and the keys that are made from it. */
@NullMarked
package tianniu.keyring;

import org.jspecify.annotations.NullMarked;
