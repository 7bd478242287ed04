package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** The interactive terminal: a WebSocket on the path of exec. */
@SystemTest
class TerminalIT {
  private final Api api;

  TerminalIT(Api api) {
    this.api = api;
  }

  private Screen shell(String id) throws Exception {
    return Screen.open(api, id, "Bearer " + api.key());
  }

  @Test
  void shell_answersWhatIsTyped_andClosesWhenItEnds() throws Exception {
    Screen screen = shell(api.sleeper());

    screen.type("echo $((6*7))\n");
    await().atMost(Api.SETTLED).until(() -> screen.shows("42"));
    screen.type("exit\n");

    await().atMost(Api.SETTLED).until(screen::isClosed);
  }

  @Test
  void shell_endsWhenTheClientLeaves() throws Exception {
    String id = api.sleeper();
    Screen screen = shell(id);
    screen.type("sleep 8888\n");
    await()
        .atMost(Api.SETTLED)
        .until(() -> api.exec(id, "ps").path("stdout").asString().contains("sleep 8888"));

    screen.leave();

    await()
        .atMost(Api.SETTLED)
        .until(() -> !api.exec(id, "ps").path("stdout").asString().contains("sleep 8888"));
  }

  @Test
  void wrongKey_isRefusedBeforeTheUpgrade() {
    assertThat(Screen.refusal(api, api.sleeper(), "Bearer wrong")).isEqualTo(401);
  }

  @Test
  void unknownContainer_isRefusedBeforeTheUpgrade() {
    assertThat(Screen.refusal(api, "st-nobody", "Bearer " + api.key())).isEqualTo(404);
  }

  @Test
  void stoppedContainer_isRefusedBeforeTheUpgrade() {
    assertThat(Screen.refusal(api, api.stopped(), "Bearer " + api.key())).isEqualTo(400);
  }
}
