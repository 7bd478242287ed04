package tianniu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeapKeeperTest {
  private static final long MB = 1 << 20;

  private final AtomicLong heap = new AtomicLong(32 * MB);
  private final AtomicInteger collections = new AtomicInteger();
  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final AtomicLong pause = new AtomicLong();
  private final HeapKeeper keeper = new HeapKeeper(heap::get, this::collect, time::get);

  private void collect() {
    collections.incrementAndGet();
    time.addAndGet(pause.get());
    heap.addAndGet(-4 * MB);
  }

  @Test
  void look_heapThatStays_isLeftAlone() {
    keeper.look();
    heap.addAndGet(7 * MB);
    keeper.look();

    assertThat(collections).hasValue(0);
  }

  @Test
  void look_heapThatHasGrown_isCollectedOnceForItsGrowth() {
    heap.addAndGet(8 * MB);
    keeper.look();
    keeper.look();
    assertThat(collections).hasValue(1);

    heap.addAndGet(9 * MB);
    keeper.look();
    assertThat(collections).hasValue(2);
  }

  @Test
  void look_largeHeap_mayGrowByAQuarter() {
    heap.set(200 * MB);
    keeper.look();
    assertThat(collections).hasValue(1);

    heap.addAndGet(48 * MB);
    keeper.look();
    assertThat(collections).hasValue(1);

    heap.addAndGet(2 * MB);
    keeper.look();
    assertThat(collections).hasValue(2);
  }

  @Test
  void look_collectionsThatTakeLong_areFew() {
    pause.set(200);
    heap.addAndGet(8 * MB);
    keeper.look();
    heap.addAndGet(20 * MB);
    time.addAndGet(200 * 200 - 1);
    keeper.look();
    assertThat(collections).hasValue(1);

    time.addAndGet(1);
    keeper.look();
    assertThat(collections).hasValue(2);
  }
}
