package tianniu.health;

import java.time.Duration;
import java.time.Instant;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineContainer;

/** Is told what each probe of a container that runs has shown. Does not wait for anything. */
interface ProbeWatch {
  /** Longer than any interval. */
  Duration NOT_SOONER = Duration.ofDays(365);

  /** Lets everything be as it is. */
  ProbeWatch BLIND =
      new ProbeWatch() {
        @Override
        public Duration saw(
            ContainerId id, EngineContainer run, ProbeHealth health, Instant since) {
          return NOT_SOONER;
        }

        @Override
        public Healing healing(ContainerId id) {
          return new Healing(0, 0, null, null, false, null);
        }

        @Override
        public void forget(ContainerId id) {}
      };

  /**
   * Tells it.
   *
   * @param since when the status is what it is
   * @return until when at the latest it wants to be told again
   */
  Duration saw(ContainerId id, EngineContainer run, ProbeHealth health, Instant since);

  /** How far the healing of the container has come. */
  Healing healing(ContainerId id);

  /** Somebody starts it himself: what was before counts no more. */
  void forget(ContainerId id);
}
