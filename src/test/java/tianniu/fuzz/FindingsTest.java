package tianniu.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tianniu.api.ApiDocument;
import tianniu.api.ApiOperation;

class FindingsTest {
  private final List<ApiOperation> operations = ApiDocument.load().operations();
  private final ApiOperation one = operations.getFirst();
  private final Findings findings = new Findings();
  private final Shot shot = new Shot(7, one, new byte[0], Marksman.source(null), true, false);

  private void answered(int status) {
    findings.counts(shot, new Got(status, Map.of(), new byte[0], true, 1));
  }

  @ParameterizedTest
  @CsvSource({"200,true", "202,true", "101,true", "0,false", "304,false", "409,false", "500,false"})
  void succeeded_byStatus(int status, boolean success) {
    answered(status);
    assertThat(findings.succeeded(one.id())).isEqualTo(success);
    assertThat(findings.answered(one.id(), status)).isTrue();
  }

  @Test
  void neverDone_afterEnough_isAFindingForEachOperation() {
    answered(200);
    findings.wantsAllOf(operations, shot);
    assertThat(findings.report())
        .doesNotContain(": " + one.id() + " is never done")
        .contains(": " + operations.getLast().id() + " is never done")
        .contains(operations.size() - 1 + " kinds of faults");
  }
}
