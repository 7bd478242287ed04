package tianniu.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineState;

/** Pages agree with themselves and with each other, while containers come and go. */
class PagingPropertyTest {
  private static final List<EngineState> STATES = List.of(EngineState.RUNNING, EngineState.EXITED);

  private static LiveContainer container(int number, int age, Random random) {
    return new LiveContainer(
        Seen.id(number),
        Seen.container(
            Seen.ref(number),
            Seen.id(number),
            "c" + number,
            STATES.get(random.nextInt(2)),
            0,
            age,
            Map.of("app", "" + random.nextInt(3))),
        null,
        null,
        null);
  }

  private static Selection selection(int which) {
    return switch (which) {
      case 0 -> Selection.ALL;
      case 1 -> new Selection(Status.RUNNING, List.of());
      case 2 -> new Selection(null, List.of(Map.entry("app", "1")));
      default -> new Selection(Status.STOPPED, List.of(Map.entry("app", "2")));
    };
  }

  private static void agrees(Snapshot.Page page, long offset, int limit) {
    int expected = (int) Math.max(0, Math.min(limit, page.total() - offset));
    assertThat(page.containers()).hasSize(expected).doesNotHaveDuplicates();
  }

  @Property(tries = 150)
  void pages_ofOneMoment_areTheWholeListOnce(
      @ForAll @IntRange(max = 300) int count,
      @ForAll @IntRange(min = 1, max = 100) int limit,
      @ForAll @IntRange(max = 3) int which,
      @ForAll long seed) {
    Random random = new Random(seed);
    Snapshot snapshot = Snapshot.EMPTY;
    List<LiveContainer> matching = new ArrayList<>();
    Selection selection = selection(which);
    for (int number = 0; number < count; number++) {
      LiveContainer made = container(number, random.nextInt(20), random);
      snapshot = snapshot.with(made);
      if (selection.matches(made)) {
        matching.add(made);
      }
    }

    List<LiveContainer> seen = new ArrayList<>();
    for (long offset = 0; offset <= seen.size(); offset += limit) {
      Snapshot.Page page = snapshot.page(selection, offset, limit);
      agrees(page, offset, limit);
      assertThat(page.total()).isEqualTo(matching.size());
      seen.addAll(page.containers());
    }

    assertThat(seen).containsExactlyInAnyOrderElementsOf(matching);
  }

  /**
   * New containers push the others to later pages, so that one may be seen twice; what leaves pulls
   * them to earlier ones, so that as many may be missed as have left, and no more.
   */
  @Property(tries = 150)
  void pages_whileContainersComeAndGo_missNoMoreThanHaveLeft(
      @ForAll @IntRange(min = 1, max = 200) int count,
      @ForAll @IntRange(min = 1, max = 50) int limit,
      @ForAll @IntRange(max = 3) int leaving,
      @ForAll long seed) {
    Random random = new Random(seed);
    Snapshot snapshot = Snapshot.EMPTY;
    Set<ContainerId> stayed = new HashSet<>();
    for (int number = 0; number < count; number++) {
      snapshot = snapshot.with(container(number, number, random));
      stayed.add(Seen.id(number));
    }
    Selection all = selection(0);
    Set<ContainerId> seen = new HashSet<>();
    int next = count;
    int left = 0;
    for (long offset = 0; offset < snapshot.page(all, 0, 1).total(); offset += limit) {
      Snapshot.Page page = snapshot.page(all, offset, limit);
      agrees(page, offset, limit);
      page.containers().forEach(each -> seen.add(each.id()));
      if (leaving == 0 && random.nextInt(3) == 0) {
        // Newer than all.
        snapshot = snapshot.with(container(next, next, random));
        next++;
      } else if (leaving > 0 && random.nextInt(4) < leaving) {
        ContainerId gone = Seen.id(random.nextInt(count));
        if (stayed.remove(gone)) {
          snapshot = snapshot.without(gone);
          left++;
        }
      }
    }

    Set<ContainerId> missed = new HashSet<>(stayed);
    missed.removeAll(seen);
    assertThat(missed).hasSizeLessThanOrEqualTo(left);
  }
}
