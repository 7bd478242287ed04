package tianniu.live;

import static tianniu.Waiting.until;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tianniu.engine.Engine;
import tianniu.engine.EngineEvent;
import tianniu.engine.EventStream;
import tianniu.fault.Fault;

/** An engine whose first ping fails, at a moment that the test chooses. */
final class SlowPulse implements AutoCloseable {
  private final Engine real;
  private final CountDownLatch missed = new CountDownLatch(1);
  private final AtomicInteger pings = new AtomicInteger();

  /** How many streams of events are followed or were, after the look at everything. */
  private final AtomicInteger followed = new AtomicInteger();

  private volatile @Nullable EventStream newest;

  SlowPulse(Engine real) {
    this.real = real;
  }

  Engine engine() {
    return (Engine)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Engine.class},
            (_, method, arguments) -> {
              if (method.getName().equals("ping") && pings.incrementAndGet() == 1) {
                missed.await();
                throw new Fault.EngineUnavailable("it did not answer").asException();
              }
              Object answer = answer(method, arguments);
              return answer instanceof EventStream stream ? new Followed(stream) : answer;
            });
  }

  private @Nullable Object answer(Method method, Object... arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  int pings() {
    return pings.get();
  }

  void missPing() {
    missed.countDown();
  }

  /** As an engine does that is stopped. */
  void endEvents() {
    EventStream stream = newest;
    if (stream != null) {
      stream.close();
    }
  }

  /** Waits until events are read of the stream with this number, from 1 on. */
  void awaitFollowing(int number) {
    until(() -> followed.get() >= number);
  }

  @Override
  public void close() {
    missed.countDown();
  }

  private final class Followed implements EventStream {
    private final EventStream stream;
    private boolean isRead;

    Followed(EventStream stream) {
      this.stream = stream;
      newest = stream;
    }

    @Override
    public @Nullable EngineEvent next() {
      if (!isRead) {
        isRead = true;
        followed.incrementAndGet();
      }
      return stream.next();
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
