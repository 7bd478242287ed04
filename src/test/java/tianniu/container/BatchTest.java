package tianniu.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.http.Bodies;

class BatchTest {
  @Test
  void read_ids_keepTheirOrderAndLoseTheirRepeats() {
    Batch batch = read("{\"container_ids\":[\"b\",\"a\",\"b\"]}", Action.START);

    assertThat(batch.ids()).containsExactly("b", "a");
    assertThat(batch.labels()).isNull();
    assertThat(batch.options()).isEqualTo(Options.DEFAULT);
  }

  @Test
  void read_labels_chooseInPlaceOfIds() {
    Batch batch = read("{\"labels\":{\"app\":\"web\"}}", Action.START);

    assertThat(batch.ids()).isEmpty();
    assertThat(batch.labels()).containsEntry("app", "web");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"container_ids\":null}", "{\"container_ids\":[]}", "{\"labels\":{}}"})
  void read_noContainers_isRefused(String body) {
    assertThat(paths(body, Action.START)).containsExactly("container_ids");
  }

  @Test
  void read_bothIdsAndLabels_isRefused() {
    assertThat(paths("{\"container_ids\":[\"a\"],\"labels\":{\"a\":\"b\"}}", Action.START))
        .containsExactly("labels");
  }

  @Test
  void read_ids_areAtMostAHundred() {
    assertThat(read(ids(100), Action.START).ids()).hasSize(100);
    assertThat(paths(ids(101), Action.START)).containsExactly("container_ids");
  }

  @Test
  void read_idsThatAreNone_areNamed() {
    assertThat(paths("{\"container_ids\":[\"a\",1,null]}", Action.START))
        .containsExactly("container_ids[1]", "container_ids[2]");
  }

  @Test
  void read_timeout_isForStopAndRestart() {
    String body = "{\"container_ids\":[\"a\"],\"timeout\":30}";

    assertThat(read(body, Action.STOP).options().grace()).isEqualTo(Duration.ofSeconds(30));
    assertThat(read(body, Action.RESTART).options().grace()).isEqualTo(Duration.ofSeconds(30));
    assertThat(paths(body, Action.START)).containsExactly("timeout");
    assertThat(paths("{\"container_ids\":[\"a\"],\"timeout\":3601}", Action.STOP))
        .containsExactly("timeout");
  }

  @Test
  void read_forceAndVolumes_areForDelete() {
    String body = "{\"container_ids\":[\"a\"],\"force\":true,\"remove_volumes\":true}";

    assertThat(read(body, Action.DELETE).options()).isEqualTo(Options.deleting(true, true));
    assertThat(paths(body, Action.PAUSE)).containsExactly("force", "remove_volumes");
  }

  private static String ids(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"c" + i + "\"")
        .collect(Collectors.joining(",", "{\"container_ids\":[", "]}"));
  }

  private static Batch read(String body, Action action) {
    return Bodies.read(body, fields -> Batch.read(fields, action));
  }

  private static List<String> paths(String body, Action action) {
    return Bodies.paths(body, fields -> Batch.read(fields, action));
  }
}
