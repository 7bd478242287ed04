package tianniu.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private static final Scope TEAM = new Scope(Map.of("team", "backend", "stage", "test"));

  @Test
  void covers_allLabelsAndMore_isInside() {
    assertThat(TEAM.covers(Map.of("team", "backend", "stage", "test", "app", "x"))).isTrue();
    assertThat(Scope.ALL.covers(Map.of())).isTrue();
  }

  @Test
  void covers_oneMissingOrOther_isOutside() {
    assertThat(TEAM.covers(Map.of("team", "backend"))).isFalse();
    assertThat(TEAM.covers(Map.of("team", "backend", "stage", "live"))).isFalse();
    assertThat(TEAM.covers(Map.of())).isFalse();
  }

  @Test
  void contains_narrowerScopes_only() {
    assertThat(Scope.ALL.contains(TEAM)).isTrue();
    assertThat(TEAM.contains(TEAM)).isTrue();
    assertThat(TEAM.contains(new Scope(Map.of("team", "backend")))).isFalse();
    assertThat(TEAM.contains(Scope.ALL)).isFalse();
  }
}
