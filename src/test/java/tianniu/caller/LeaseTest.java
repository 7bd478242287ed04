package tianniu.caller;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeaseTest {
  private final Lease lease = new Lease();

  private static final class Stream implements Lease.Held {
    private boolean open = true;
    private int cuts;

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void cut() {
      cuts++;
      open = false;
    }
  }

  @Test
  void end_whatIsOpen_isCutOffOnce() {
    Stream one = new Stream();
    Stream other = new Stream();
    lease.hold(one);
    lease.hold(other);

    lease.end();
    lease.end();

    assertThat(one.cuts).isEqualTo(1);
    assertThat(other.cuts).isEqualTo(1);
    assertThat(lease.isEnded()).isTrue();
  }

  @Test
  void hold_afterTheEnd_isCutOffAtOnce() {
    lease.end();
    Stream late = new Stream();

    lease.hold(late);

    assertThat(late.cuts).isEqualTo(1);
  }

  @Test
  void hold_another_forgetsWhatHasClosed() {
    Stream closed = new Stream();
    lease.hold(closed);
    closed.open = false;
    lease.hold(new Stream());
    closed.open = true;

    lease.end();

    assertThat(closed.cuts).isZero();
  }
}
