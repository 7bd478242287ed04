package tianniu.api;

import tools.jackson.databind.JsonNode;

/**
 * An answer that the document shows, with the request that brings it.
 *
 * @param name operation, status and the example's own name
 * @param mediaType empty when the answer has no body
 */
record ApiExample(
    String name, int status, String mediaType, JsonNode node, ExampleRequest request) {

  /** The body; a missing node when it stands elsewhere, or there is none. */
  JsonNode body() {
    return node.path("value");
  }

  @Override
  public String toString() {
    return name;
  }
}
