package tianniu.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.live.Task;
import tianniu.operation.Operation.By;

class OperationViewTest {
  private static @Nullable String shownCause(@Nullable String cause) {
    Operation operation =
        new Operation(
            1,
            new OperationId("op-" + "0".repeat(32)),
            "restartContainer",
            new ContainerId("a".repeat(32)),
            "web",
            Map.of(),
            Terms.NONE,
            new By(Scope.ALL, "key-1", cause),
            Instant.EPOCH);
    return OperationView.of(new Entry(operation, State.ACCEPTED, null, null, null)).cause();
  }

  @Test
  void cause_ofTheServer_isShown() {
    assertThat(shownCause(Task.UNHEALTHY)).isEqualTo("unhealthy");
  }

  @Test
  void cause_thatIsTheIdOfARequest_isNotShown() {
    assertThat(shownCause("0123456789abcdef".repeat(2))).isNull();
    assertThat(shownCause(null)).isNull();
  }
}
