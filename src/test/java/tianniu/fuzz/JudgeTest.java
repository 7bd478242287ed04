package tianniu.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tianniu.api.ApiDocument;
import tianniu.api.ApiOperation;

class JudgeTest {
  private final ApiDocument document = ApiDocument.load();

  private Shot shot(@Nullable ApiOperation operation, boolean head) {
    return new Shot(1, operation, new byte[0], Marksman.source(null), true, head);
  }

  private ApiOperation operation(String id) {
    return document.operations().stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Got got(int status, String header, String body) {
    return new Got(
        status,
        Map.of("x-request-id", "r", "content-type", "application/json", header, "1"),
        body.getBytes(StandardCharsets.UTF_8),
        true,
        1);
  }

  @Test
  void headers_ofAnOperation_areHeldToTheDocument() {
    String page = "{\"total\":0,\"limit\":20,\"offset\":0,\"containers\":[]}";
    Shot list = shot(operation("listContainers"), false);

    assertThat(Judge.faults(document, list, got(200, "x-tianniu-stale", page))).isEmpty();
    assertThat(Judge.faults(document, list, got(200, "retry-after", page)))
        .containsExactly("200 with undocumented header retry-after");
  }

  @Test
  void headers_withoutABody_areHeldToTheDocumentToo() {
    Shot head = shot(operation("listContainers"), true);
    assertThat(Judge.faults(document, head, got(200, "operation-location", "")))
        .containsExactly("200 with undocumented header operation-location");
  }

  @Test
  void headers_ofWhatReachedNoOperation_areThoseOfTheCode() {
    String error =
        "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"There is no such path\","
            + "\"details\":{\"path\":\"/x\"},\"request_id\":\"r\"}}";
    assertThat(Judge.faults(document, shot(null, false), got(404, "allow", error)))
        .containsExactly("404 with undocumented header allow");
  }
}
