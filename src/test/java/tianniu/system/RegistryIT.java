package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Images that the engine does not have: pulled, or refused on the call with the reason. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryIT {
  private final Api api;
  private final Docker docker;
  private String open = "";
  private String closed = "";

  RegistryIT(Api api, Docker docker) {
    this.api = api;
    this.docker = docker;
  }

  @BeforeAll
  void registries() {
    // Each prints its address, also when it runs already; they end with the lab.
    open = lastLine(Docker.lab("registry", "up"));
    closed = lastLine(Docker.lab("registry", "up", "--auth"));
    docker.succeeds("rmi", "-f", open + "/lab/pulled:1");
  }

  private static String lastLine(String output) {
    return output.lines().toList().getLast();
  }

  private String reason(String image) {
    return api.create(Body.of("registry", image))
        .refused("IMAGE_NOT_FOUND")
        .at("/details/reason")
        .asString();
  }

  @Test
  void image_thatTheRegistryHas_isPulled() {
    Body body = Body.of("pulled", open + "/lab/pulled:1").with("command", Docker.OBEDIENT);

    String id = api.accepted(body);

    api.awaitStatus(id, "running");
    assertThat(api.exec(id, "cat", "/pulled").path("stdout").asString()).contains("lab/pulled");
    assertThat(api.detail(id).path("image").asString()).isEqualTo(open + "/lab/pulled:1");
    api.delete("/containers/" + id + "?force=true").ok();
    docker.succeeds("rmi", "-f", open + "/lab/pulled:1");
  }

  @Test
  void reasons_areToldApart() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      List<String> reasons = new ArrayList<>();
      reasons.add(reason(open + "/lab/none:1"));
      reasons.add(reason(closed + "/lab/pulled:1"));
      reasons.add(reason("127.0.0.1:" + silent.getLocalPort() + "/lab/pulled:1"));

      assertThat(reasons).doesNotHaveDuplicates().noneMatch(String::isBlank);
    }
  }

  @Test
  void tag_thatTheRegistryLacks_isNotFoundForTheSameReasonAsTheImage() {
    assertThat(reason(open + "/lab/pulled:2")).isEqualTo(reason(open + "/lab/none:1"));
  }

  @Test
  void registry_thatNobodyRuns_isUnreachable() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertThat(reason("127.0.0.1:" + Product.freePort() + "/lab/pulled:1"))
          .isEqualTo(reason("127.0.0.1:" + silent.getLocalPort() + "/lab/pulled:1"));
    }
  }

  @Test
  void registry_thatAcceptsAndStaysSilent_isGivenUpInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Instant asked = Instant.now();

      reason("127.0.0.1:" + silent.getLocalPort() + "/lab/pulled:1");

      assertThat(Duration.between(asked, Instant.now()))
          .isLessThan(Patience.of(Duration.ofSeconds(20)));
    }
  }

  @Test
  void image_thatIsHere_isNotAskedOfAnyRegistry() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String image = "127.0.0.1:" + silent.getLocalPort() + "/lab/local:1";
      docker.run("tag", Docker.BUSYBOX, image);

      api.awaitStatus(
          api.accepted(Body.of("local", image).with("command", Docker.OBEDIENT)), "running");

      silent.setSoTimeout(1);
      assertThatThrownBy(silent::accept)
          .as("nobody has connected")
          .isInstanceOf(SocketTimeoutException.class);
      docker.run("rmi", "-f", image);
    }
  }
}
