/** What the server was told: one record of settings, read from flags, environment and a file. */
@NullMarked
package tianniu.config;

import org.jspecify.annotations.NullMarked;
