package tianniu.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

class BadKeyBrakeTest {
  private final List<Duration> held = new ArrayList<>();
  private long now = 1_000_000;
  private final BadKeyBrake brake = new BadKeyBrake(() -> now, held::add);

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  private void wrong(String from, int times) throws UnknownHostException {
    for (int i = 0; i < times; i++) {
      brake.wrongKey(address(from));
    }
  }

  @Test
  void wrongKey_aFewTimes_isAnsweredAtOnce() throws UnknownHostException {
    wrong("192.0.2.1", 5);

    assertThat(held).isEmpty();
  }

  @Test
  void wrongKey_againAndAgain_takesLongerUpToABound() throws UnknownHostException {
    wrong("192.0.2.1", 5 + 8);

    assertThat(held)
        .extracting(Duration::toMillis)
        .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
  }

  @Test
  void wrongKey_fromElsewhere_isNotSlowed() throws UnknownHostException {
    wrong("192.0.2.1", 8);
    held.clear();

    wrong("192.0.2.2", 5);

    assertThat(held).isEmpty();
  }

  @Test
  void wrongKey_fromTheSameNetworkOfVersion6_isSlowed() throws UnknownHostException {
    for (int i = 0; i < 6; i++) {
      brake.wrongKey(address("2001:db8::" + i));
    }

    assertThat(held).hasSize(1);
  }

  @Test
  void wrongKey_afterAMinutesPeace_isAnsweredAtOnce() throws UnknownHostException {
    wrong("192.0.2.1", 8);
    held.clear();
    now += 60_001;

    wrong("192.0.2.1", 5);

    assertThat(held).isEmpty();
  }

  @Test
  void wrongKey_tooManyHeldBack_isRefused() throws Exception {
    CountDownLatch waiting = new CountDownLatch(8);
    Semaphore goOn = new Semaphore(0);
    BadKeyBrake slow =
        new BadKeyBrake(
            () -> now,
            _ -> {
              waiting.countDown();
              goOn.acquire();
            });
    InetAddress from = address("192.0.2.1");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 5 + 8; i++) {
      threads.add(Thread.ofVirtual().start(() -> slow.wrongKey(from)));
    }
    waiting.await();

    FaultException refused = catchThrowableOfType(FaultException.class, () -> slow.wrongKey(from));

    assertThat(refused.fault()).isInstanceOf(Fault.TooManyRequests.class);
    goOn.release(100);
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
