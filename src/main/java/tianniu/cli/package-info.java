/** The command line: which commands there are, and how their mistakes are told. */
@NullMarked
package tianniu.cli;

import org.jspecify.annotations.NullMarked;
