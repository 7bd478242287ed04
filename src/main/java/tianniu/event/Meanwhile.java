package tianniu.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tianniu.engine.ContainerId;

/** What happened while there was no server, and was found out container by container. */
final class Meanwhile {
  private Meanwhile() {}

  private record Placed(Instant notLater, Event.Draft draft) {}

  /**
   * By time, where the events of one container stay in their order: what was only noticed now came
   * before what followed from it, whatever the clocks say.
   */
  static List<Event.Draft> inOrder(List<Event.Draft> drafts) {
    Map<ContainerId, Instant> next = new HashMap<>();
    List<Placed> placed = new ArrayList<>();
    for (Event.Draft draft : drafts.reversed()) {
      ContainerId id = Objects.requireNonNull(draft.container()).id();
      Instant notLater = next.merge(id, draft.at(), (later, at) -> at.isAfter(later) ? later : at);
      placed.add(new Placed(notLater, draft));
    }
    return placed.reversed().stream()
        .sorted(Comparator.comparing(Placed::notLater))
        .map(Placed::draft)
        .toList();
  }
}
