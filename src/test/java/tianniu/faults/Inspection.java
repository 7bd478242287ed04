package tianniu.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tianniu.faults.Tally.Wrong;
import tools.jackson.databind.JsonNode;

/**
 * Holds what the server says after its restart against the engine, and against what it promised.
 */
final class Inspection {
  /** Long beyond the bar, so that a busy machine is late and not wrong. */
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private static final Set<String> AT_REST = Set.of("running", "stopped", "paused", "failed");

  private final Client client;
  private final PlainDocker docker;
  private final EngineDiary diary;
  private final Tally tally;

  Inspection(Client client, PlainDocker docker, EngineDiary diary, Tally tally) {
    this.client = client;
    this.docker = docker;
    this.diary = diary;
    this.tally = tally;
  }

  /**
   * Both sides at one moment.
   *
   * @param ours by id
   * @param theirs by the id of ours
   */
  private record Sides(Map<String, JsonNode> ours, Map<String, PlainDocker.Listed> theirs) {
    /** In which containers they differ; one that is on its way differs. */
    List<String> differences() {
      List<String> differences = new ArrayList<>();
      theirs.forEach(
          (id, theirs) -> {
            JsonNode ours = ours().get(id);
            String status = ours == null ? "unknown" : ours.path("status").asString("");
            if (!agrees(status, theirs.state())) {
              differences.add(theirs.name() + " is " + status + " and " + theirs.state());
            }
          });
      ours.forEach(
          (id, ours) -> {
            if (!theirs.containsKey(id) && !ours.path("status").asString("").equals("failed")) {
              differences.add(ours.path("name").asString("") + " is not on the engine");
            }
          });
      return differences;
    }

    private static boolean agrees(String status, String state) {
      return switch (state) {
        case "running" -> status.equals("running");
        case "paused" -> status.equals("paused");
        case "created" -> status.equals("stopped") || status.equals("failed");
        case "exited", "dead" -> status.equals("stopped") || status.equals("failed");
        default -> false;
      };
    }
  }

  private Sides sides() throws IOException, InterruptedException {
    Map<String, PlainDocker.Listed> theirs = new HashMap<>();
    for (PlainDocker.Listed one : docker.containers()) {
      if (!one.ourId().isEmpty()) {
        theirs.put(one.ourId(), one);
      }
    }
    Map<String, JsonNode> ours = new HashMap<>();
    for (JsonNode one : client.containers()) {
      if (one.at("/labels/faults").asString("").equals("rounds")) {
        ours.put(one.path("id").asString(""), one);
      }
    }
    return new Sides(ours, theirs);
  }

  /** Ids that were answered and not deleted since are known from the first answer on. */
  void requireKnown(List<Subject> subjects) throws IOException, InterruptedException {
    List<String> unknown = new ArrayList<>();
    for (Subject subject : subjects) {
      if (!subject.id().isEmpty()
          && !subject.mayBe(Subject.GONE)
          && client.get("/containers/" + subject.id()).status() == 404) {
        unknown.add(subject.toString());
      }
    }
    tally.wrong(Wrong.UNKNOWN, unknown);
  }

  /** Seconds from now until both sides agree and all is at rest. */
  double awaitEqual() throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<String> differences = sides().differences();
    while (!differences.isEmpty() && System.nanoTime() - start < PATIENCE_NANOS) {
      Thread.sleep(50);
      differences = sides().differences();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!differences.isEmpty() || seconds > 5) {
      tally.wrong(Wrong.UNEQUAL, List.of(seconds + " s: " + differences));
    }
    return seconds;
  }

  /** Waits for what was promised, writes down what is missing, and takes what is for known. */
  void settle(List<Subject> subjects) throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<Subject> wrong = wrong(subjects);
    while (!wrong.isEmpty() && System.nanoTime() - start < PATIENCE_NANOS) {
      Thread.sleep(100);
      wrong = wrong(subjects);
    }
    List<String> lost = new ArrayList<>();
    List<String> twice = new ArrayList<>();
    for (Subject subject : wrong) {
      int starts = starts(subject);
      (subject.wasStartedTooOften(starts) ? twice : lost)
          .add(subject + "; but it is " + status(subject) + " with " + starts + " starts");
    }
    tally.wrong(Wrong.LOST, lost);
    tally.wrong(Wrong.TWICE, twice);
    tally.wrong(Wrong.ORPHAN, orphans(subjects));
    for (Subject subject : subjects) {
      subject.settled(status(subject), starts(subject));
    }
  }

  private List<Subject> wrong(List<Subject> subjects) throws IOException, InterruptedException {
    List<Subject> wrong = new ArrayList<>();
    for (Subject subject : subjects) {
      if (!holds(subject)) {
        wrong.add(subject);
      }
    }
    return wrong;
  }

  private boolean holds(Subject subject) throws IOException, InterruptedException {
    String status = status(subject);
    if (!status.equals(Subject.GONE) && !AT_REST.contains(status)) {
      return false;
    }
    if (!subject.mayBe(status) || !subject.mayHaveStarted(starts(subject))) {
      excuse(subject, status);
    }
    return subject.mayBe(status)
        && subject.mayHaveStarted(starts(subject))
        && diary.count(subject.name(), "create") <= 1;
  }

  /** What was accepted may have failed, if the API says so and why. */
  private void excuse(Subject subject, String status) throws IOException, InterruptedException {
    for (Subject.Deed deed : subject.open()) {
      boolean told = status.equals("failed") && deed.operation().isEmpty();
      if (told || (!deed.operation().isEmpty() && hasFailed(deed.operation()))) {
        subject.excused(deed);
        tally.excused();
      }
    }
  }

  private boolean hasFailed(String operation) throws IOException, InterruptedException {
    String path = operation.startsWith("/") ? operation : "/operations/" + operation;
    Client.Answer answer = client.get(path);
    return answer.isOk()
        && answer.json().path("status").asString("").equals("failed")
        && !answer.json().at("/error/message").asString("").isEmpty();
  }

  private String status(Subject subject) throws IOException, InterruptedException {
    String asked = subject.id().isEmpty() ? subject.name() : subject.id();
    Client.Answer answer = client.get("/containers/" + asked);
    if (answer.status() == 404) {
      return Subject.GONE;
    }
    if (subject.id().isEmpty() && answer.isOk()) {
      // It was asked for, not answered, and made: its client learns of it by its name.
      subject.answeredId(answer.json().path("id").asString(""));
    }
    return answer.json().path("status").asString("?");
  }

  private int starts(Subject subject) {
    return diary.count(subject.name(), "start");
  }

  /** Of ours on the engine and unknown to the API, or to all clients; and what was half made. */
  private List<String> orphans(List<Subject> subjects) throws IOException, InterruptedException {
    Set<String> names = new HashSet<>();
    subjects.forEach(subject -> names.add(subject.name()));
    Sides sides = sides();
    List<String> orphans = new ArrayList<>();
    for (Map.Entry<String, PlainDocker.Listed> their : sides.theirs().entrySet()) {
      PlainDocker.Listed one = their.getValue();
      JsonNode ours = sides.ours().get(their.getKey());
      if (ours == null || !names.contains(one.name())) {
        orphans.add(one + " is " + (ours == null ? "not known" : "of nobody"));
      } else if (one.state().equals("created")
          && !ours.path("status").asString("").equals("failed")
          && !hasRun(their.getKey())) {
        orphans.add(one + " is half made");
      }
    }
    return orphans;
  }

  /** Docker that died as it started a container calls it created, also after its run. */
  private boolean hasRun(String id) throws IOException, InterruptedException {
    return client.get("/containers/" + id).json().path("finished_at").isString();
  }
}
