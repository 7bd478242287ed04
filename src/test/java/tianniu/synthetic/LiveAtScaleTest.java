package tianniu.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tianniu.engine.Isolation;
import tianniu.engine.docker.DockerEngine;
import tianniu.engine.docker.EngineAddress;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Snapshot;
import tianniu.live.Status;

/** The live view of 10,000 containers: over the client, the events and the mirror, in a storm. */
class LiveAtScaleTest {
  private static final int ALL = 10_000;
  private static final int READERS = 2;

  @Test
  void storm_over10000Containers_viewIsWholeMeanwhile_andEqualAfterwards()
      throws IOException, InterruptedException {
    try (SyntheticEngine synthetic = SyntheticEngine.onTcp(0, ALL, 11, Duration.ofSeconds(1));
        DockerEngine docker =
            DockerEngine.open(EngineAddress.parse(synthetic.address()), new Isolation(0, true))) {
      LiveView view = new LiveView(List.of());
      try (EngineMirror mirror = EngineMirror.start(docker, view, Clock.systemUTC())) {
        mirror.awaitReady();
        assertThat(statuses(view)).isEqualTo(expected(synthetic));

        Readers readers = new Readers(view);
        synthetic.change(3_000, 500);
        synthetic.change(1_000, ALL);
        awaitEqual(view, synthetic);

        assertThat(readers.end()).isEmpty();
        assertThat(readers.looks.get()).isPositive();
      }
    }
  }

  @Test
  void cutConnections_changesMeanwhile_areCaughtUpWith() throws IOException, InterruptedException {
    try (SyntheticEngine synthetic = SyntheticEngine.onTcp(0, 1_000, 3, Duration.ofSeconds(1));
        DockerEngine docker =
            DockerEngine.open(EngineAddress.parse(synthetic.address()), new Isolation(0, true))) {
      LiveView view = new LiveView(List.of());
      try (EngineMirror mirror = EngineMirror.start(docker, view, Clock.systemUTC())) {
        mirror.awaitReady();

        synthetic.refuse(true);
        // More events than the engine remembers for who comes back.
        synthetic.change(1_000, 1_000);
        synthetic.refuse(false);

        awaitEqual(view, synthetic);
      }
    }
  }

  private static void awaitEqual(LiveView view, SyntheticEngine engine) {
    Map<String, Status> expected = expected(engine);
    until(() -> statuses(view).equals(expected));
  }

  private static Map<String, Status> expected(SyntheticEngine engine) {
    Map<String, Status> expected = new TreeMap<>();
    engine
        .statuses()
        .forEach(
            (id, word) ->
                expected.put(
                    id,
                    switch (word) {
                      case "running" -> Status.RUNNING;
                      case "paused" -> Status.PAUSED;
                      default -> Status.STOPPED;
                    }));
    return expected;
  }

  private static Map<String, Status> statuses(LiveView view) {
    Map<String, Status> statuses = new TreeMap<>();
    for (LiveContainer container : view.snapshot().newestFirst()) {
      statuses.put(String.valueOf(container.ref()), container.status());
    }
    return statuses;
  }

  /** Look at one snapshot after the other, and tell of each that is not whole. */
  private static final class Readers {
    private final LiveView view;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> found = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile boolean ended;

    Readers(LiveView view) {
      this.view = view;
      for (int i = 0; i < READERS; i++) {
        threads.add(Thread.ofPlatform().daemon().start(this::look));
      }
    }

    private void look() {
      while (!ended) {
        Snapshot snapshot = view.snapshot();
        Set<String> names = new HashSet<>();
        for (LiveContainer container : snapshot.newestFirst()) {
          names.add(container.name());
          if (snapshot.find(container.id().value()).filter(container::equals).isEmpty()
              || snapshot.find(container.name()).filter(container::equals).isEmpty()) {
            found.add(container.name() + " is another by its id or name than in the list");
          }
        }
        if (names.size() != ALL || snapshot.newestFirst().size() != ALL) {
          found.add(names.size() + " of " + snapshot.newestFirst().size() + " containers");
        }
        looks.incrementAndGet();
      }
    }

    ConcurrentLinkedQueue<String> end() throws InterruptedException {
      ended = true;
      for (Thread thread : threads) {
        thread.join();
      }
      return found;
    }
  }
}
