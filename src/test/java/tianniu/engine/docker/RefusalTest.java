package tianniu.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tianniu.engine.EngineRef;
import tianniu.fault.Fault;
import tianniu.fault.Fault.ImageProblem;

/** The sentences are those of real engines, 20.10 and newer. */
class RefusalTest {
  private static final Subject CONTAINER = new Subject.Container(new EngineRef("c".repeat(64)));
  private static final Subject CREATION = new Subject.NewContainer("web", "shop:1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "driver failed programming external connectivity on endpoint web (0a1b): "
            + "Bind for 0.0.0.0:8080 failed: port is already allocated|8080|tcp",
        "driver failed programming external connectivity on endpoint web (0a1b): "
            + "Bind for :::8080 failed: port is already allocated|8080|tcp",
        "driver failed programming external connectivity on endpoint web (0a1b): "
            + "Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use"
            + "|80|tcp",
        "Error starting userland proxy: listen udp6 [::]:53: bind: address already in use|53|udp",
        "failed to set up container networking: driver failed programming external connectivity on "
            + "endpoint web (0a1b): failed to bind host port 0.0.0.0:80/udp: address already in use"
            + "|80|udp",
        "driver failed programming external connectivity on endpoint web (0a1b): failed to bind "
            + "host port for 0.0.0.0:8080:172.17.0.2:80/tcp: address already in use|8080|tcp"
      })
  void of_portTaken_namesIt(String message, int port, String protocol) {
    assertThat(Refusal.of(CONTAINER, 500, message)).isEqualTo(new Fault.PortInUse(port, protocol));
  }

  @Test
  void of_unknownContainer_isNone() {
    assertThat(Refusal.of(CONTAINER, 404, "No such container: " + "c".repeat(64)))
        .isEqualTo(new Fault.NoSuchContainer("c".repeat(64)));
  }

  @Test
  void of_startOnALostNetwork_namesIt() {
    assertThat(Refusal.of(CONTAINER, 404, "network lan not found"))
        .isEqualTo(new Fault.NoSuchNetwork("lan"));
  }

  @Test
  void of_nameTaken_namesIt() {
    String message =
        "Conflict. The container name \"/web\" is already in use by container \"0a1b\". You have to"
            + " remove (or rename) that container to be able to reuse that name.";
    String podmans =
        "container create: creating container storage: the container name \"web\" is already in use"
            + " by 0a1b. You have to remove that container to be able to reuse that name";
    assertThat(Refusal.of(CREATION, 409, message)).isEqualTo(new Fault.ContainerExists("web"));
    assertThat(Refusal.of(CREATION, 500, podmans)).isEqualTo(new Fault.ContainerExists("web"));
  }

  @Test
  void of_creationWithoutImage_namesIt() {
    assertThat(Refusal.of(CREATION, 404, "No such image: shop:1"))
        .isEqualTo(new Fault.NoSuchImage("shop:1", ImageProblem.NOT_FOUND));
  }

  @Test
  void of_missingBindSource_isNoVolume() {
    String message =
        "invalid mount config for type \"bind\": bind source path does not exist: /srv/a b";
    assertThat(Refusal.of(CREATION, 400, message)).isEqualTo(new Fault.NoSuchVolume("/srv/a b"));
  }

  @Test
  void of_anythingElse_keepsTheWords() {
    assertThat(Refusal.of(CREATION, 400, "Minimum memory limit allowed is 6MB"))
        .isEqualTo(new Fault.EngineRefused("Minimum memory limit allowed is 6MB"));
  }

  @Test
  void of_engineNotReady_isUnavailable() {
    assertThat(Refusal.of(CONTAINER, 503, "starting")).isInstanceOf(Fault.EngineUnavailable.class);
  }

  @Test
  void of_registryWithoutKnownWords_isUnreachable() {
    Subject image = new Subject.RegistryImage("shop:1");
    Fault unreachable = new Fault.NoSuchImage("shop:1", ImageProblem.REGISTRY_UNREACHABLE);
    assertThat(Refusal.of(image, 503, "try later")).isEqualTo(unreachable);
    assertThat(Refusal.of(image, 500, "what?")).isEqualTo(unreachable);
    assertThat(Refusal.of(image, 500, "write /a: no space left on device"))
        .isInstanceOf(Fault.EngineRefused.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "404|manifest for 127.0.0.1:5000/a:1 not found: manifest unknown|NOT_FOUND",
        "404|errors: manifest unknown: manifest unknown|NOT_FOUND",
        "404|pull access denied for a, repository does not exist or may require 'docker login'"
            + "|NOT_FOUND",
        "400|invalid reference format|NOT_FOUND",
        "500|Get \"http://127.0.0.1:5000/v2/a/manifests/1\": no basic auth credentials"
            + "|ACCESS_DENIED",
        "401|unauthorized: authentication required|ACCESS_DENIED",
        "403|errors: denied: requested access to the resource is denied|ACCESS_DENIED",
        "500|Get \"https://box/v2/\": dial tcp: lookup box: no such host|REGISTRY_UNREACHABLE",
        "500|Get \"http://127.0.0.1:9/v2/\": dial tcp 127.0.0.1:9: connect: connection refused"
            + "|REGISTRY_UNREACHABLE",
        "500|Get \"https://box/v2/\": net/http: request canceled while waiting for connection "
            + "(Client.Timeout exceeded while awaiting headers)|REGISTRY_UNREACHABLE",
        "500|received unexpected HTTP status: 502 Bad Gateway|REGISTRY_UNREACHABLE",
        "429|toomanyrequests: You have reached your pull rate limit.|ACCESS_DENIED",
        "500|toomanyrequests: You have reached your unauthenticated pull rate limit.|ACCESS_DENIED",
        "500|error parsing HTTP 429 response body: invalid character '<'|ACCESS_DENIED",
        "500|error parsing HTTP 404 response body: invalid character 'p' after top-level value: "
            + "\"404 page not found\"|REGISTRY_UNREACHABLE",
        "500|write /var/lib/docker/tmp/x: no space left on device|-"
      })
  void problem_ofARegistrysWords_isTheReason(
      int status, String message, @Nullable ImageProblem expected) {
    assertThat(RegistryAnswer.problem(status, message)).isEqualTo(expected);
  }
}
