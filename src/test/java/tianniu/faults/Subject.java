package tianniu.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A container of one client, and what that client knows: what was accepted, and what was sent and
 * never answered. Of one thread at a time.
 */
final class Subject {
  static final String GONE = "gone";

  private final String name;
  private final boolean fails;
  private final String idempotencyKey;
  private String id = "";
  private final Set<String> possible = new TreeSet<>();
  private final List<Deed> open = new ArrayList<>();

  /** How often its process may have been started by now: at least, and at most. */
  private int leastStarts;

  private int mostStarts;

  /**
   * @param fails whether its command is one that does not exist
   * @param idempotencyKey of its creation; empty for none
   */
  Subject(String name, boolean fails, String idempotencyKey) {
    this.name = name;
    this.fails = fails;
    this.idempotencyKey = idempotencyKey;
    possible.add(GONE);
  }

  /**
   * Something that was asked for since the last check.
   *
   * @param operation where the API tells of it; empty when it does not
   */
  record Deed(Verb verb, boolean isAccepted, String operation) {}

  void accepted(Verb verb, String operation) {
    possible.clear();
    possible.add(outcome(verb));
    int starts = starts(verb);
    leastStarts += starts;
    mostStarts += starts;
    open.add(new Deed(verb, true, operation));
  }

  void unanswered(Verb verb) {
    possible.add(outcome(verb));
    mostStarts += starts(verb);
    open.add(new Deed(verb, false, ""));
  }

  /** What was unanswered was asked for again by the same key, and is accepted once. */
  void repeated(Verb verb, String operation) {
    possible.clear();
    possible.add(outcome(verb));
    leastStarts += starts(verb);
    open.removeIf(deed -> !deed.isAccepted() && deed.verb() == verb);
    open.add(new Deed(verb, true, operation));
  }

  private String outcome(Verb verb) {
    return fails && verb.startsProcess() ? "failed" : verb.outcome();
  }

  /** A process that cannot be started gives no event of it. */
  private int starts(Verb verb) {
    return !fails && verb.startsProcess() ? 1 : 0;
  }

  /** Something accepted has failed with its reason: it need not have happened. */
  void excused(Deed deed) {
    leastStarts -= deed.isAccepted() ? starts(deed.verb()) : 0;
    open.remove(deed);
    possible.addAll(List.of("running", "stopped", "failed", "paused", GONE));
  }

  /** The engine was killed: what ran may have ended with it, and of what it did it told not all. */
  void engineDied() {
    leastStarts = 0;
    if (possible.contains("running") || possible.contains("paused")) {
      possible.add("stopped");
    }
  }

  /** After a check: from now on this is what is known. */
  void settled(String status, int starts) {
    possible.clear();
    possible.add(status);
    open.clear();
    leastStarts = starts;
    mostStarts = starts;
  }

  boolean mayBe(String status) {
    return possible.contains(status);
  }

  boolean mayHaveStarted(int times) {
    return leastStarts <= times && times <= mostStarts;
  }

  boolean wasStartedTooOften(int times) {
    return times > mostStarts;
  }

  /** The one status that it is in, if the client has no doubt. */
  String status() {
    return possible.size() == 1 ? possible.iterator().next() : "";
  }

  String name() {
    return name;
  }

  boolean fails() {
    return fails;
  }

  String idempotencyKey() {
    return idempotencyKey;
  }

  String id() {
    return id;
  }

  void answeredId(String answered) {
    id = answered;
  }

  List<Deed> open() {
    return List.copyOf(open);
  }

  @Override
  public String toString() {
    return name
        + (id.isEmpty() ? "" : " (" + id + ")")
        + ": expected "
        + String.join(" or ", possible)
        + " with "
        + leastStarts
        + " to "
        + mostStarts
        + " starts, after "
        + open;
  }
}
