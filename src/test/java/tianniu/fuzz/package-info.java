/** Sends the server what nobody should send, and holds every answer to the document. */
@NullMarked
package tianniu.fuzz;

import org.jspecify.annotations.NullMarked;
