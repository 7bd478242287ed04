package tianniu.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Several sides that are measured in turn. Who comes first changes from round to round, so that no
 * drift of the machine counts for one of them.
 */
final class Contest<T> {
  private final List<Side<T>> sides = new ArrayList<>();

  /** Measures one side once. */
  interface Attempt<T> {
    T measure() throws Exception;
  }

  private record Side<T>(String name, Attempt<T> attempt, List<T> results) {}

  /** What each side came to, round by round. */
  static final class Results<T> {
    private final List<Side<T>> sides;

    private Results(List<Side<T>> sides) {
      this.sides = sides;
    }

    List<T> of(String name) {
      for (Side<T> side : sides) {
        if (side.name().equals(name)) {
          return List.copyOf(side.results());
        }
      }
      throw new IllegalArgumentException("no side " + name);
    }

    Series series(String name, ToDoubleFunction<T> figure) {
      return Series.of(of(name).stream().map(figure::applyAsDouble).toList());
    }

    List<String> names() {
      return sides.stream().map(Side::name).toList();
    }
  }

  Contest<T> side(String name, Attempt<T> attempt) {
    sides.add(new Side<>(name, attempt, new ArrayList<>()));
    return this;
  }

  /** Measures all sides so often. */
  Results<T> run(int rounds) throws Exception {
    List<Side<T>> measured = new ArrayList<>();
    sides.forEach(side -> measured.add(new Side<>(side.name(), side.attempt(), new ArrayList<>())));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < measured.size(); i++) {
        Side<T> side = measured.get((round + i) % measured.size());
        side.results().add(side.attempt().measure());
      }
    }
    return new Results<>(measured);
  }
}
