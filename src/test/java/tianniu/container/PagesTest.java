package tianniu.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;
import tianniu.engine.SpecDraft;
import tianniu.engine.memory.MemoryEngine;
import tianniu.health.Prober;
import tianniu.live.LiveView;
import tianniu.live.Selection;
import tianniu.live.StatusReason;
import tianniu.usage.UsageSampler;

class PagesTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Pages.Part FIRST = new Pages.Part(Selection.ALL, 20, 0);

  private final MemoryEngine engine = MemoryEngine.on(CLOCK).build();
  private final UsageSampler sampler = new UsageSampler(engine.usage(), Duration.ofSeconds(1));
  private final Prober prober = new Prober(engine::host, CLOCK);
  private final LiveView view = new LiveView(List.of());
  private final AtomicLong nanoTime = new AtomicLong();
  private final Vitals vitals = new Vitals(sampler, prober);
  private final Pages pages = new Pages(vitals, nanoTime::get, new Renderer(view, vitals));

  @AfterEach
  void close() throws Exception {
    prober.close();
    sampler.close();
    engine.close();
  }

  private void make(int number) {
    make(number, "backend");
  }

  private void make(int number, String team) {
    view.restore(
        new SpecDraft(
                new ContainerId("%032x".formatted(number)),
                "web-" + number,
                "nginx:latest",
                CLOCK.instant())
            .label("team", team)
            .spec(),
        null,
        new StatusReason("IMAGE_NOT_FOUND", "There is none"));
  }

  private byte[] page() {
    return pages.of(view.snapshot(), FIRST);
  }

  @Test
  void of_nothingNew_isTheSameBytes() {
    make(1);

    assertThat(page()).isSameAs(page()).asString(StandardCharsets.UTF_8).contains("\"web-1\"");
  }

  @Test
  void of_anotherContainer_showsItInTheVeryNextRead() {
    make(1);
    byte[] before = page();
    make(2);

    assertThat(new String(page(), StandardCharsets.UTF_8)).contains("\"total\":2", "\"web-2\"");
    assertThat(page()).isNotSameAs(before);
  }

  @Test
  void of_aLookAfterAWhileThatFindsTheSame_keepsTheBytes() {
    make(1);
    byte[] before = page();
    nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(page()).isSameAs(before);
  }

  @Test
  void of_aVeryLargePage_isNotKept() {
    make(1, "x".repeat(300_000));

    assertThat(page()).isNotSameAs(page()).isEqualTo(page());
  }

  @Test
  void of_manyDifferentPages_areEachRight() {
    make(1);
    for (int limit = 1; limit <= 100; limit++) {
      Pages.Part part = new Pages.Part(Selection.ALL, limit, 0);
      assertThat(new String(pages.of(view.snapshot(), part), StandardCharsets.UTF_8))
          .contains("\"limit\":" + limit + ",");
    }
  }
}
