/** Whether containers answer over HTTP: this product's own health probes. */
@NullMarked
package tianniu.health;

import org.jspecify.annotations.NullMarked;
