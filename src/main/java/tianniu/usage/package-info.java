/**
 * What running containers use: sampled in the background, remembered for a minute, told in text.
 */
@NullMarked
package tianniu.usage;

import org.jspecify.annotations.NullMarked;
