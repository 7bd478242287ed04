package tianniu.synthetic;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The containers of the synthetic engine, and what is done with them: each change is an event. */
final class Fleet {
  private final InstantSource clock;
  private final long seed;
  private final EventLog events = new EventLog();
  private final Map<String, Box> byId = new LinkedHashMap<>();
  private final Map<String, String> idsByName = new HashMap<>();
  private int nextNumber;
  private int nextPid = 100_000_000;
  private long lastEvent;

  /**
   * How a call ended, by its status in HTTP.
   *
   * @param message of a refusal
   */
  record Outcome(int status, String message) {
    static final Outcome DONE = new Outcome(204, "");
    static final Outcome ALREADY = new Outcome(304, "");

    static Outcome conflict(String message) {
      return new Outcome(409, message);
    }
  }

  Fleet(int size, long seed, InstantSource clock) {
    this.clock = clock;
    this.seed = seed;
    Instant created = clock.instant().minusSeconds(3600);
    for (int i = 0; i < size; i++) {
      Box box = Box.seeded(seed, nextNumber++, created.plusMillis(i));
      add(box.with(box.run().begun(nextPid++, created.plusMillis(i + 100))));
    }
  }

  EventLog events() {
    return events;
  }

  synchronized List<Box> all() {
    return new ArrayList<>(byId.values());
  }

  /** By id, prefix of an id, or name. */
  synchronized @Nullable Box find(String asked) {
    Box box = byId.get(asked);
    if (box != null) {
      return box;
    }
    String id = idsByName.get(asked);
    if (id != null) {
      return byId.get(id);
    }
    return byId.values().stream()
        .filter(other -> asked.length() >= 12 && other.id().startsWith(asked))
        .findFirst()
        .orElse(null);
  }

  /** Null when the name is taken. */
  synchronized @Nullable Box create(
      String name, String image, Map<String, String> labels, String config, String host) {
    if (idsByName.containsKey(name)) {
      return null;
    }
    int number = nextNumber++;
    String id = Box.id(seed, number);
    Box box = new Box(number, id, name, image, clock.instant(), labels, config, host, Run.NONE);
    add(box);
    tell(box, "create", Map.of());
    return box;
  }

  synchronized Outcome start(Box asked) {
    Box box = now(asked);
    return switch (box.run().status()) {
      case RUNNING, PAUSED -> Outcome.ALREADY;
      case CREATED, EXITED -> {
        begin(box);
        yield Outcome.DONE;
      }
    };
  }

  synchronized Outcome stop(Box asked, int exitCode) {
    Box box = now(asked);
    if (!box.run().hasProcess()) {
      return Outcome.ALREADY;
    }
    tell(end(box, exitCode), "stop", Map.of());
    return Outcome.DONE;
  }

  synchronized Outcome kill(Box asked) {
    Box box = now(asked);
    if (!box.run().hasProcess()) {
      return Outcome.conflict("Container " + box.id() + " is not running");
    }
    end(box, 137);
    return Outcome.DONE;
  }

  synchronized Outcome restart(Box asked) {
    Box box = now(asked);
    if (box.run().hasProcess()) {
      box = end(box, 137);
      tell(box, "stop", Map.of());
    }
    tell(begin(box), "restart", Map.of());
    return Outcome.DONE;
  }

  synchronized Outcome pause(Box asked) {
    Box box = now(asked);
    if (box.run().status() != Run.Status.RUNNING) {
      return Outcome.conflict("Container " + box.id() + " is not running");
    }
    tell(put(box.with(box.run().with(Run.Status.PAUSED))), "pause", Map.of());
    return Outcome.DONE;
  }

  synchronized Outcome unpause(Box asked) {
    Box box = now(asked);
    if (box.run().status() != Run.Status.PAUSED) {
      return Outcome.conflict("Container " + box.id() + " is not paused");
    }
    tell(put(box.with(box.run().with(Run.Status.RUNNING))), "unpause", Map.of());
    return Outcome.DONE;
  }

  synchronized Outcome remove(Box asked, boolean force) {
    Box box = now(asked);
    if (box.run().hasProcess()) {
      if (!force) {
        return Outcome.conflict(
            "You cannot remove a running container "
                + box.id()
                + ". Stop the container before attempting removal or force remove");
      }
      box = end(box, 137);
    }
    byId.remove(box.id());
    idsByName.remove(box.name());
    tell(box, "destroy", Map.of());
    return Outcome.DONE;
  }

  private Box begin(Box box) {
    tellNetwork(box, "connect");
    Box begun = put(box.with(box.run().begun(nextPid++, clock.instant())));
    tell(begun, "start", Map.of());
    return begun;
  }

  private Box end(Box box, int exitCode) {
    tell(box, "kill", Map.of("signal", exitCode == 137 ? "9" : "15"));
    Box ended = put(box.with(box.run().ended(exitCode, clock.instant())));
    tell(ended, "die", Map.of("exitCode", Integer.toString(exitCode)));
    tellNetwork(ended, "disconnect");
    return ended;
  }

  private void add(Box box) {
    byId.put(box.id(), box);
    idsByName.put(box.name(), box.id());
  }

  /** What was found a moment ago may have changed since; who removed it meanwhile was first. */
  private Box now(Box asked) {
    return byId.getOrDefault(asked.id(), asked);
  }

  private Box put(Box box) {
    byId.replace(box.id(), box);
    return box;
  }

  private void tell(Box box, String action, Map<String, String> more) {
    long nanos = tick();
    events.add(Instant.ofEpochSecond(0, nanos), Documents.event(box, action, more, nanos));
  }

  private void tellNetwork(Box box, String action) {
    long nanos = tick();
    events.add(Instant.ofEpochSecond(0, nanos), Documents.networkEvent(box, action, nanos));
  }

  private long tick() {
    Instant now = clock.instant();
    lastEvent = Math.max(lastEvent + 1, now.getEpochSecond() * 1_000_000_000 + now.getNano());
    return lastEvent;
  }
}
