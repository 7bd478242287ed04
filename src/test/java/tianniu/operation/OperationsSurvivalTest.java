package tianniu.operation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import tianniu.Snare;
import tianniu.live.Status;
import tianniu.operation.Operations.Lane;
import tianniu.store.Store;

/** What becomes of operations that meet an error that nobody has foreseen. */
class OperationsSurvivalTest extends OperationsGround {
  @Test
  void work_throwsAnError_isAnInternalErrorToo_andTheNextIsDone() {
    Running broken =
        operations.accept(
            making(
                1,
                Lane.WORK,
                _ -> {
                  throw new OutOfMemoryError("pretended");
                }));

    assertThat(broken.await(LONG)).isTrue();
    assertThat(requireNonNull(broken.why()).code()).isEqualTo("INTERNAL_ERROR");
    assertThat(container(1).status()).isEqualTo(Status.FAILED);
    assertThat(operations.underWay()).isZero();
    assertThat(operations.accept(making(2, Lane.WORK, _ -> WHY)).await(LONG)).isTrue();
  }

  @Test
  void accept_errorWithinTheWrite_leavesAllAsItWas_andTheNextIsAccepted() {
    Snare snare = new Snare();
    snare.lay("store-writer");
    List<Order> orders = List.of(retrying(1), making(2, new Snared(snare, new Snare())));

    assertThatThrownBy(() -> operations.accept(orders)).isInstanceOf(OutOfMemoryError.class);

    assertThat(container(1).status()).isEqualTo(Status.FAILED);
    assertThat(view.find(id(2))).isNull();
    assertThat(open(store)).isEmpty();
    Running next = operations.accept(making(2, new Snared(snare, new Snare())));
    assertThat(next.await(LONG)).isTrue();
  }

  @Test
  void end_thatCannotBeNoted_hasTheContainerComeToRestAllTheSame() {
    Snare snare = new Snare();
    snare.lay("createContainer-" + id(1));
    Running running = operations.accept(making(1, new Snared(new Snare(), snare)));

    assertThat(running.await(LONG)).isTrue();
    assertThat(snare.isLaid()).isFalse();
    assertThat(operations.underWay()).isZero();
    assertThat(view.find(id(1))).isNull();
    // Nobody knows on disk that it has ended: the next start looks.
    assertThat(open(store)).extracting(Operation::id).containsExactly(running.id());
  }

  /** An addendum that may meet an error when it is written, and when its end is asked for. */
  private record Snared(Snare accepting, Snare ending) implements Addendum {
    @Override
    public void accepted(Handle handle) {
      accepting.pass();
    }

    @Override
    public Store.Work<?> ended(Outcome outcome) {
      ending.pass();
      return _ -> 0;
    }

    @Override
    public void refused(Handle handle) {}
  }

  private Order making(int number, Addendum addendum) {
    Order order = making(number, Lane.WORK, _ -> null);
    return new Order(order.operation(), order.lane(), order.work(), addendum, null);
  }
}
