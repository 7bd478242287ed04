package tianniu.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several sides that are measured in turn. Who comes first changes from round to round, so that no
 * drift of the machine counts for one of them.
 */
final class Contest<T> {
  private final Map<String, Attempt<T>> sides = new LinkedHashMap<>();

  /** Measures one side once. */
  interface Attempt<T> {
    T measure() throws Exception;
  }

  Contest<T> side(String name, Attempt<T> attempt) {
    sides.put(name, attempt);
    return this;
  }

  /** What each side came to, round by round. */
  Map<String, List<T>> run(int rounds) throws Exception {
    Map<String, List<T>> results = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(sides.keySet());
    names.forEach(name -> results.put(name, new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < names.size(); i++) {
        String name = names.get((round + i) % names.size());
        results.get(name).add(sides.get(name).measure());
      }
    }
    return results;
  }
}
