/**
 * The thin web kit over the server library: routes, requests, replies, errors and streams. Knows
 * nothing of containers.
 */
@NullMarked
package tianniu.http;

import org.jspecify.annotations.NullMarked;
