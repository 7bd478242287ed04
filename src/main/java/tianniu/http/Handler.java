package tianniu.http;

/** Does one operation: reads the request, calls its feature once, wraps the answer. */
@FunctionalInterface
public interface Handler {
  Reply handle(Request request);
}
