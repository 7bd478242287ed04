package tianniu.health;

import java.time.Duration;

/** Lets time pass; tests have their own. */
interface Pause {
  Pause REAL = Thread::sleep;

  void sleep(Duration duration) throws InterruptedException;
}
