package tianniu.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class HeaderCheckTest {
  private final ApiDocument document = ApiDocument.load();

  private JsonNode response(String operationId, int status) {
    return document.operations().stream()
        .filter(operation -> operation.id().equals(operationId))
        .flatMap(operation -> operation.answers().stream())
        .filter(answer -> answer.status() == status)
        .findFirst()
        .orElseThrow()
        .node();
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> headers = new HashMap<>();
    headers.put("x-request-id", "req-1");
    headers.put("content-type", "application/json");
    headers.put(name, value);
    return headers;
  }

  @ParameterizedTest
  @CsvSource({
    "listContainers,200,X-Tianniu-Stale,7",
    "getOperation,200,X-Tianniu-Stale,7",
    "getContainer,404,X-Tianniu-Stale,7",
    "createContainer,200,Operation-Location,/api/v1/operations/op-7c9e6679f7425d4085f1e7d3b2a4c6d8",
    "createContainer,409,Retry-After,1",
    "batchStartContainers,409,Retry-After,1",
    "execInContainer,504,Idempotency-Replayed,true",
    "listRoles,200,RateLimit-Remaining,0",
    "listRoles,503,Retry-After,2"
  })
  void header_declared_isFine_andAFaultAsSoonAsItIsNot(
      String operationId, int status, String name, String value) {
    JsonNode response = response(operationId, status);
    String given = name.toLowerCase(java.util.Locale.ROOT);
    assertThat(HeaderCheck.faults(document, response, with(given, value))).isEmpty();

    ((ObjectNode) response.path("headers")).remove(name);

    assertThat(HeaderCheck.faults(document, response, with(given, value)))
        .containsExactly("undocumented header " + given);
  }

  @Test
  void header_thatNobodyKnows_isAFault() {
    assertThat(HeaderCheck.faults(document, response("getHealth", 200), with("x-new", "1")))
        .containsExactly("undocumented header x-new");
  }

  @Test
  void header_required_isMissed() {
    assertThat(HeaderCheck.faults(document, response("listRoles", 503), with("date", "today")))
        .containsExactly("header retry-after is missing");
  }

  @Test
  void header_ofAWrongValue_isAFault() {
    assertThat(
            HeaderCheck.faults(
                document, response("listContainers", 200), with("x-tianniu-stale", "-1")))
        .singleElement()
        .asString()
        .startsWith("header x-tianniu-stale: ");
  }

  @Test
  void error_ofNoOperation_mayHaveWhatItsCodeHas() {
    List<String> allowed =
        HeaderCheck.faultsOfError(document, "METHOD_NOT_ALLOWED", with("allow", "GET"));
    assertThat(allowed).isEmpty();
    assertThat(HeaderCheck.faultsOfError(document, "NOT_FOUND", with("allow", "GET")))
        .containsExactly("undocumented header allow");
  }
}
