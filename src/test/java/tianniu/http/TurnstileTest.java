package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.http.Turnstile.Kind;

class TurnstileTest {
  private final Turnstile turnstile = new Turnstile();

  private Turnstile.Pass enter(Kind kind, String who) {
    Turnstile.Pass pass = turnstile.arrive();
    pass.enter(kind, who);
    return pass;
  }

  /** How many more get in. */
  private int fill(Kind kind, String who, Class<? extends Fault> refusal) {
    int in = 0;
    try {
      while (true) {
        enter(kind, who);
        in++;
      }
    } catch (FaultException e) {
      assertThat(e.fault()).isInstanceOf(refusal);
    }
    return in;
  }

  @Test
  void enter_oneAlone_getsHalf() {
    assertThat(fill(Kind.COMMAND, "one", Fault.TooManyRequests.class)).isEqualTo(128);
  }

  @Test
  void enter_whoComesNew_findsRoomBesideOneThatFloods() {
    fill(Kind.COMMAND, "one", Fault.TooManyRequests.class);

    assertThat(fill(Kind.COMMAND, "two", Fault.TooManyRequests.class)).isEqualTo(85);
    assertThat(fill(Kind.COMMAND, "three", Fault.Overloaded.class)).isEqualTo(43);
  }

  @Test
  void enter_anotherKind_hasRoomOfItsOwn() {
    fill(Kind.STREAM, "one", Fault.TooManyRequests.class);

    enter(Kind.CALL, "one").close();
  }

  @Test
  void close_givesThePlaceBack() {
    fill(Kind.CALL, "one", Fault.TooManyRequests.class);
    assertThatThrownBy(() -> enter(Kind.CALL, "one")).isInstanceOf(FaultException.class);

    try (Turnstile.Pass pass = enter(Kind.CALL, "two")) {
      pass.enter(Kind.WAIT, "two");
    }
    assertThat(fill(Kind.WAIT, "two", Fault.TooManyRequests.class)).isEqualTo(1024);
  }

  @Test
  void outlast_holdsThePlace_untilItIsOver() {
    AtomicBoolean open = new AtomicBoolean(true);
    for (int i = 0; i < 128; i++) {
      try (Turnstile.Pass pass = enter(Kind.COMMAND, "one")) {
        pass.outlast(open::get);
      }
    }
    assertThatThrownBy(() -> enter(Kind.COMMAND, "one")).isInstanceOf(FaultException.class);

    open.set(false);
    enter(Kind.COMMAND, "one").close();
  }
}
