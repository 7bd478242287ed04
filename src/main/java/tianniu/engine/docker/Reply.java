package tianniu.engine.docker;

import java.nio.charset.StandardCharsets;

/** An answer that was read whole. */
@SuppressWarnings("ArrayRecordComponent") // never compared, and the bytes are the reader's own
record Reply(Head head, byte[] body) {
  int status() {
    return head.status();
  }

  boolean isNotModified() {
    return head.status() == 304;
  }

  <T> T read(Class<T> type) {
    return Json.read(body, type);
  }

  /** The engine's words about what it refused. */
  String message() {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    if (text.startsWith("{")) {
      try {
        String message = Json.read(body, Wire.Message.class).message();
        return message == null ? text : message;
      } catch (RuntimeException notJson) {
        return text;
      }
    }
    return text.isEmpty() ? "status " + status() : text;
  }
}
