package tianniu.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelsTest {
  @Test
  void bytes_areThoseOfUtf8() {
    String text = "a\u00e9\u5929\ud83d\udc1e";
    assertThat(Labels.bytes(Map.of(text, ""))).isEqualTo(text.getBytes(UTF_8).length);
    assertThat(Labels.bytes(Map.of("team", "x", "app", "web"))).isEqualTo(11);
  }

  @Test
  void noted_asManyAsMayBe_areAll() {
    Map<String, String> labels = Map.of("team", "x".repeat(Labels.MOST_BYTES - 4));
    assertThat(Labels.noted(labels)).isSameAs(labels);
  }

  @Test
  void noted_tooMany_areTheShortest() {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      labels.put("large-" + i, "x".repeat(10_000));
    }
    labels.put("team", "backend");
    assertThat(Labels.noted(labels))
        .hasSize(7)
        .containsEntry("team", "backend")
        .containsKeys("large-0", "large-5");
  }
}
