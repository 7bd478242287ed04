package tianniu.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;

/** Whatever came and went, a snapshot tells what a plain list of the containers would. */
class SnapshotChurnTest {
  private static final int CONTAINERS = 600;
  private static final List<EngineState> STATES = List.of(EngineState.values());
  private static final Comparator<LiveContainer> NEWEST_FIRST =
      Comparator.comparing(LiveContainer::createdAt).reversed().thenComparing(LiveContainer::id);

  private final Map<ContainerId, LiveContainer> expected = new HashMap<>();
  private Snapshot snapshot = Snapshot.EMPTY;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void changed_atRandom_equalsAPlainList(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 6000; step++) {
      int number = random.nextInt(CONTAINERS);
      if (random.nextInt(3) == 0) {
        remove(number);
      } else {
        put(container(number, random));
      }
      if (step % 500 == 499) {
        compare();
      }
    }
    for (int number = 0; number < CONTAINERS; number++) {
      remove(number);
    }
    compare();
  }

  @Test
  void newestFirst_afterALaterChange_isAsItWas() {
    Random random = new Random(4);
    for (int number = 0; number < CONTAINERS; number++) {
      put(container(number, random));
    }
    Snapshot before = snapshot;
    List<LiveContainer> told = new ArrayList<>(before.newestFirst());
    for (int number = 0; number < CONTAINERS; number += 2) {
      remove(number);
    }

    assertThat(before.newestFirst()).containsExactlyElementsOf(told);
  }

  private void put(LiveContainer container) {
    expected.put(container.id(), container);
    snapshot = snapshot.with(container);
  }

  private void remove(int number) {
    expected.remove(id(number));
    snapshot = snapshot.without(id(number));
  }

  private void compare() {
    List<LiveContainer> sorted = expected.values().stream().sorted(NEWEST_FIRST).toList();
    assertThat(snapshot.newestFirst()).containsExactlyElementsOf(sorted).hasSize(sorted.size());
    for (int index = 0; index < sorted.size(); index += 17) {
      assertThat(snapshot.newestFirst().get(index)).isEqualTo(sorted.get(index));
    }
    for (Selection selection :
        List.of(
            Selection.ALL,
            new Selection(Status.RUNNING, List.of()),
            new Selection(Status.PAUSED, List.of(Map.entry("app", "2"))),
            new Selection(null, List.of(Map.entry("app", "1"))),
            new Selection(null, List.of(Map.entry("app", "1"), Map.entry("tier", "0"))),
            new Selection(null, List.of(Map.entry("app", "none"))))) {
      List<LiveContainer> selected = sorted.stream().filter(selection::matches).toList();
      assertThat(snapshot.all(selection)).containsExactlyElementsOf(selected);
      for (int offset : new int[] {0, 1, 50, 130, 590}) {
        Snapshot.Page page = snapshot.page(selection, offset, 20);
        assertThat(page.total()).isEqualTo(selected.size());
        assertThat(page.containers())
            .containsExactlyElementsOf(selected.stream().skip(offset).limit(20).toList());
      }
    }
    for (int number = 0; number < CONTAINERS; number++) {
      LiveContainer known = expected.get(id(number));
      assertThat(snapshot.byId(id(number))).isEqualTo(known);
      assertThat(snapshot.find(id(number).value()).orElse(null)).isEqualTo(known);
      assertThat(snapshot.find(id(number).value().substring(0, 12)).orElse(null)).isEqualTo(known);
      assertThat(snapshot.find("name-" + number).orElse(null)).isEqualTo(known);
      EngineRef ref = known == null ? null : known.ref();
      if (ref != null) {
        assertThat(snapshot.find(ref.value())).contains(known);
        assertThat(snapshot.find(ref.value().substring(0, 20))).contains(known);
      }
    }
  }

  /** Sometimes a draft, sometimes the engine's, then created a little later. */
  private static LiveContainer container(int number, Random random) {
    ContainerId id = id(number);
    Map<String, String> labels =
        Map.of("app", "" + random.nextInt(5), "tier", "" + random.nextInt(2));
    if (random.nextInt(4) == 0) {
      return new LiveContainer(
          id,
          null,
          Seen.spec(id, "name-" + number, 0).withLabels(labels),
          Task.of(Status.CREATING),
          null);
    }
    EngineState state = STATES.get(random.nextInt(STATES.size()));
    EngineContainer made =
        Seen.container(ref(number), id, "name-" + number, state, 0, number / 3, labels);
    return new LiveContainer(id, made, null, null, null);
  }

  private static ContainerId id(int number) {
    return new ContainerId(hex(number * 0x9E3779B1).repeat(4));
  }

  private static EngineRef ref(int number) {
    return new EngineRef(hex(number * 0x85EBCA77).repeat(8));
  }

  /** As random as real ids are: numbers in a row would share their first twelve characters. */
  private static String hex(int number) {
    return "%08x".formatted(number);
  }
}
