package tianniu.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What all clients of all rounds have seen. */
final class Tally {
  private final Map<Verb, Integer> accepted = new EnumMap<>(Verb.class);
  private final Map<String, Integer> refused = new TreeMap<>();
  private final Map<Wrong, Integer> wrong = new EnumMap<>(Wrong.class);
  private final List<String> problems = new ArrayList<>();
  private int unanswered;
  private int repeated;
  private int excused;

  /** What must not be. */
  enum Wrong {
    LOST("accepted and lost"),
    TWICE("done twice"),
    ORPHAN("orphans"),
    UNKNOWN("answered ids that are 404"),
    UNEQUAL("view not equal to the engine within 5 s"),
    OTHER("other faults");

    private final String words;

    Wrong(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  synchronized void accepted(Verb verb) {
    accepted.merge(verb, 1, Integer::sum);
  }

  synchronized void refused(String code) {
    refused.merge(code, 1, Integer::sum);
  }

  synchronized void unanswered() {
    unanswered++;
  }

  synchronized void repeated() {
    repeated++;
  }

  /** Accepted, and ended in a failure with its reason. */
  synchronized void excused() {
    excused++;
  }

  synchronized void wrong(Wrong kind, Collection<String> found) {
    wrong.merge(kind, found.size(), Integer::sum);
    found.forEach(one -> problems.add(kind.words() + ": " + one));
  }

  void problem(String words) {
    wrong(Wrong.OTHER, List.of(words));
  }

  synchronized int count(Wrong kind) {
    return wrong.getOrDefault(kind, 0);
  }

  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  synchronized int acceptedInAll() {
    return accepted.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized String text() {
    StringBuilder text = new StringBuilder().append(acceptedInAll()).append(" accepted (");
    List<String> parts = new ArrayList<>();
    accepted.forEach((verb, count) -> parts.add(count + " " + verb.word()));
    text.append(String.join(", ", parts)).append("), ").append(unanswered).append(" unanswered, ");
    text.append(repeated).append(" of these sent again by their key; ").append(excused);
    text.append(" ended failed with their reason");
    refused.forEach((code, count) -> text.append(", ").append(count).append(" × ").append(code));
    return text.toString();
  }
}
