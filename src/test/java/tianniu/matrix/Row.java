package tianniu.matrix;

import java.util.List;

/**
 * A row of the matrix: one caller on one errand.
 *
 * @param holes what must not be; empty when all is well
 */
record Row(
    Errand errand, Visitor visitor, Outcome expected, Outcome measured, List<String> holes) {}
