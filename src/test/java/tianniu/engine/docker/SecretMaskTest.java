package tianniu.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tianniu.engine.EngineRef;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.engine.Isolation;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

@Timeout(60)
class SecretMaskTest {
  private static final EngineRef REF = new EngineRef("c".repeat(64));

  @Test
  void cover_values_areTakenOutInEveryForm() {
    SecretMask mask = mask("sword\"fish\n", "sword");

    assertThat(mask.cover("env K=sword\"fish\n and \"K=sword\\\"fish\\n\" and swords: no"))
        .isEqualTo("env K=*** and \"K=***\" and ***s: no");
    assertThat(mask.cover("nothing of it")).isEqualTo("nothing of it");
    assertThat(mask).hasToString("SecretMask of 2");
  }

  @Test
  void cover_shortValue_withholdsTheWordsThatHaveIt() {
    assertThat(mask("x1").cover("no such file: x1")).isEqualTo(SecretMask.WITHHELD);
    assertThat(mask("x1").cover("no such file")).isEqualTo("no such file");
  }

  @Test
  void of_plainAndEmptyValues_areNotSecrets() {
    SecretMask mask =
        SecretMask.of(
            List.of(
                new EnvironmentVariable("A", "plain", null),
                new EnvironmentVariable("B", "", new SecretRef("s", "k"))));

    assertThat(mask.cover("plain words")).isEqualTo("plain words");
  }

  @Test
  void start_refusalThatQuotesASecret_isToldWithoutIt() throws IOException {
    assertThat(refusal("bad environment: PASSWORD=swordfish, PLAIN=perch", true))
        .isEqualTo(new Fault.EngineRefused("bad environment: PASSWORD=***, PLAIN=perch"));
  }

  @Test
  void start_refusalOfAContainerThatCannotBeLookedAt_isWithheld() throws IOException {
    assertThat(refusal("bad environment: PASSWORD=swordfish", false))
        .isEqualTo(new Fault.EngineRefused(SecretMask.WITHHELD));
  }

  @Test
  void find_startErrorThatQuotesASecret_isToldWithoutIt() throws IOException {
    try (ScriptedEngine engine = engine("bad: swordfish", true);
        DockerHttp http = new DockerHttp(new Connector(engine.address()))) {
      var found =
          new DockerContainers(http, new DockerResources(http), new Isolation(0, false), null)
              .find(REF)
              .orElseThrow();

      assertThat(found.error()).isEqualTo("bad: ***");
      assertThat(found.toString()).doesNotContain("swordfish");
    }
  }

  private static Fault refusal(String words, boolean seen) throws IOException {
    try (ScriptedEngine engine = engine(words, seen);
        DockerHttp http = new DockerHttp(new Connector(engine.address()))) {
      DockerContainers containers =
          new DockerContainers(http, new DockerResources(http), new Isolation(0, false), null);
      return catchThrowableOfType(FaultException.class, () -> containers.start(REF)).fault();
    }
  }

  private static ScriptedEngine engine(String words, boolean seen) throws IOException {
    return new ScriptedEngine(
        (request, _) -> {
          if (request.endsWith("/_ping")) {
            return ScriptedEngine.ping("1.41");
          }
          return request.startsWith("GET") && seen
              ? ScriptedEngine.ok("", inspected(words))
              : ScriptedEngine.refusal(500, words);
        });
  }

  private static String inspected(String error) {
    String spec =
        "{\\\"Labels\\\":[],\\\"Environment\\\":[{\\\"Name\\\":\\\"PASSWORD\\\",\\\"Secret\\\":"
            + "{\\\"SecretName\\\":\\\"s\\\",\\\"Key\\\":\\\"k\\\"}},{\\\"Name\\\":\\\"PLAIN\\\"}]}";
    return "{\"Id\":\""
        + REF
        + "\",\"Name\":\"/x\",\"State\":{\"Status\":\"created\",\"Error\":\""
        + error
        + "\"},\"Config\":{\"Image\":\"i\",\"Env\":[\"PASSWORD=swordfish\",\"PLAIN=perch\"],"
        + "\"Labels\":{\"tianniu.id\":\""
        + "a".repeat(32)
        + "\",\"tianniu.spec\":\""
        + spec
        + "\"}},\"HostConfig\":{}}";
  }

  private static SecretMask mask(String... values) {
    return new SecretMask(List.of(values));
  }
}
