/** The walls between the packages, and the house's rules about its sources, as tests. */
@NullMarked
package tianniu.architecture;

import org.jspecify.annotations.NullMarked;
