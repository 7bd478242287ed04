package tianniu.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.SpecDraft;
import tianniu.fault.FaultException;
import tianniu.http.Queries;
import tianniu.live.LiveContainer;
import tianniu.live.Status;
import tianniu.live.Task;

class ListFilterTest {
  private static final LiveContainer CREATING =
      container(Status.CREATING, Map.of("app", "web", "tier", "a=b"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "status=creating",
        "status=",
        "label=app=web",
        "label=app=web&label=tier=a=b",
        "label=",
        "status=creating&label=tier=a%3Db"
      })
  void matches_wanted_isTrue(String query) {
    assertThat(ListFilter.of(Queries.of(query)).matches(CREATING)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status=running",
        "label=app=we",
        "label=app=",
        "label=app=web&label=x=y",
        "label=App=web"
      })
  void matches_others_isFalse(String query) {
    assertThat(ListFilter.of(Queries.of(query)).matches(CREATING)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status=RUNNING", "status=exited", "label=app", "label==web"})
  void of_malformed_isRefused(String query) {
    assertThatThrownBy(() -> ListFilter.of(Queries.of(query))).isInstanceOf(FaultException.class);
  }

  @Test
  void of_everyStatus_isKnown() {
    for (Status status : Status.values()) {
      assertThat(ListFilter.of(Queries.of("status=" + status.word())).status()).isEqualTo(status);
    }
  }

  private static LiveContainer container(Status status, Map<String, String> labels) {
    ContainerId id = new ContainerId("0".repeat(32));
    ContainerSpec spec = new SpecDraft(id, "web", "nginx", Instant.EPOCH).labels(labels).spec();
    return new LiveContainer(id, null, spec, Task.of(status), null);
  }
}
