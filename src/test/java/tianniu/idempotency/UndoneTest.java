package tianniu.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UndoneTest {
  @Test
  void add_veryMany_forgetsTheFirst() {
    Undone undone = new Undone();
    for (int i = 0; i <= Undone.MOST; i++) {
      undone.add("row-" + i);
    }

    assertThat(undone.contains("row-0")).isFalse();
    assertThat(undone.contains("row-1")).isTrue();
    assertThat(undone.contains("row-" + Undone.MOST)).isTrue();
  }
}
