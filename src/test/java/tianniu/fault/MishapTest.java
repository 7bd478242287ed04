package tianniu.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class MishapTest {
  private final List<String> calls = new ArrayList<>();
  private boolean isFull;

  private final Logger log =
      (Logger)
          Proxy.newProxyInstance(
              Logger.class.getClassLoader(),
              new Class<?>[] {Logger.class},
              (_, method, arguments) -> {
                if (isFull) {
                  throw new OutOfMemoryError("pretended");
                }
                calls.add(method.getName() + " " + arguments[0]);
                return null;
              });

  private void survive() {
    Mishap.survive(
        log,
        "it broke off",
        () -> {
          throw new StackOverflowError("pretended");
        });
  }

  @Test
  void survive_anything_isToldAndIsOver() {
    assertThatCode(this::survive).doesNotThrowAnyException();
    assertThat(calls).containsExactly("error it broke off");
  }

  @Test
  void survive_noRoomToTellOfIt_isOverAllTheSame() {
    isFull = true;
    assertThatCode(this::survive).doesNotThrowAnyException();
  }
}
