package tianniu.fuzz;

import java.util.Map;

/**
 * What came back.
 *
 * @param status 0 when the connection ended without an answer
 * @param headers by their names in lower case
 * @param whole whether the answer ended; a stream is left in the middle
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Got(int status, Map<String, String> headers, byte[] body, boolean whole, long millis) {
  String mediaType() {
    return headers.getOrDefault("content-type", "").replaceAll(";.*", "").strip();
  }

  boolean isStream() {
    return mediaType().equals("text/event-stream") || mediaType().equals("application/x-ndjson");
  }
}
