package tianniu.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSummary;
import tianniu.engine.Demand;
import tianniu.engine.EngineContainer;
import tianniu.engine.Isolation;
import tianniu.engine.UsageEngine;
import tianniu.engine.UsageFeed;
import tianniu.engine.UsageSample;
import tianniu.engine.docker.DockerEngine;
import tianniu.engine.docker.EngineAddress;
import tianniu.usage.UsageSampler;

/**
 * The product's sampler on all running containers, ten sweeps a second, while somebody reads. Says
 * how many samples it has taken for each line that it is sent.
 */
public final class SamplerProbe {
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private SamplerProbe() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    AtomicLong samples = new AtomicLong();
    EngineAddress address = EngineAddress.parse(arguments[0]);
    try (DockerEngine engine = DockerEngine.open(address, new Isolation(0, true));
        UsageSampler sampler = new UsageSampler(counting(engine.usage(), samples), INTERVAL)) {
      sampler.start();
      List<ContainerId> watched = watchAll(engine, sampler);
      Thread reader = Thread.ofPlatform().daemon().start(() -> readOnceASecond(sampler, watched));
      System.out.println(watched.size());
      BufferedReader orders =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      while (orders.readLine() != null) {
        System.out.println(samples.get());
      }
      reader.interrupt();
    }
  }

  private static List<ContainerId> watchAll(DockerEngine engine, UsageSampler sampler) {
    List<ContainerId> watched = new ArrayList<>();
    for (ContainerSummary summary : engine.containers().list()) {
      Optional<EngineContainer> found = engine.containers().find(summary.ref());
      if (found.isPresent() && found.get().pid() > 0) {
        ContainerId id = ContainerId.ofForeign(summary.ref());
        sampler.watch(id, found.get());
        watched.add(id);
      }
    }
    return watched;
  }

  /** Who reads keeps the sampler at its full rate. */
  private static void readOnceASecond(UsageSampler sampler, List<ContainerId> watched) {
    try {
      while (true) {
        watched.forEach(sampler::usage);
        Thread.sleep(Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      // The end.
    }
  }

  private static UsageEngine counting(UsageEngine engine, AtomicLong samples) {
    return container -> {
      UsageFeed feed = engine.open(container);
      return new UsageFeed() {
        @Override
        public Optional<UsageSample> sample() {
          samples.incrementAndGet();
          return feed.sample();
        }

        @Override
        public void demand(Demand demand) {
          feed.demand(demand);
        }

        @Override
        public void close() {
          feed.close();
        }
      };
    };
  }
}
