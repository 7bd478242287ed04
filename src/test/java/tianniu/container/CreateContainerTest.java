package tianniu.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.engine.HealthProbe;
import tianniu.engine.PortMapping;
import tianniu.engine.PortMapping.Protocol;
import tianniu.engine.ProcessSpec;
import tianniu.engine.ResourceLimits;
import tianniu.engine.RestartPolicy;
import tianniu.engine.VolumeMount;
import tianniu.http.Bodies;

/** The grammar of the body of createContainer. */
class CreateContainerTest {
  private static final CreateContainer BARE =
      new CreateContainer(
          "web",
          "nginx",
          Map.of(),
          List.of(),
          List.of(),
          null,
          ResourceLimits.NONE,
          List.of(),
          RestartPolicy.NO,
          null,
          ProcessSpec.IMAGE_DEFAULTS);

  /** The document's own example. */
  private static final String DOCUMENTED =
      """
      {"name": "api-service", "image": "registry.example.com/myteam/api-service:v1.2.3",
       "labels": {"app": "api", "environment": "production", "team": "backend"},
       "ports": [{"internal": 8080, "external": 9000, "protocol": "tcp"}],
       "volumes": [
         {"host_path": "/data/api/config", "container_path": "/app/config", "mode": "ro"},
         {"host_path": "/data/api/logs", "container_path": "/app/logs", "mode": "rw"}],
       "network": "backend-network",
       "resource_limits": {"cpu": "2.0", "memory": "1GB"},
       "environment_variables": [
         {"name": "DB_PORT", "value": "5432"},
         {"name": "API_KEY", "value_from": {"secret_name": "secrets", "key": "api-key"}}],
       "health_check": {"endpoint": "http://localhost:8080/health", "interval": "15s",
                        "timeout": "3s", "retries": 5},
       "restart_policy": {"type": "on-failure", "max_retries": 3}}
      """;

  @Test
  void read_nameAndImage_hasAllDefaults() {
    assertThat(read("")).isEqualTo(BARE);
  }

  @Test
  void read_theDocumentsExample_isUnderstood() {
    CreateContainer body = Bodies.read(DOCUMENTED, CreateContainer::read);

    assertThat(body.labels()).hasSize(3).containsEntry("team", "backend");
    assertThat(body.ports()).containsExactly(new PortMapping(8080, 9000, Protocol.TCP));
    assertThat(body.volumes())
        .containsExactly(
            new VolumeMount("/data/api/config", "/app/config", true),
            new VolumeMount("/data/api/logs", "/app/logs", false));
    assertThat(body.network()).isEqualTo("backend-network");
    assertThat(body.limits())
        .isEqualTo(new ResourceLimits(new Cpus(2_000_000_000L), new ByteSize(1L << 30)));
    assertThat(body.environment())
        .containsExactly(
            new EnvironmentVariable("DB_PORT", "5432", null),
            new EnvironmentVariable("API_KEY", "", new SecretRef("secrets", "api-key")));
    assertThat(body.health())
        .isEqualTo(
            new HealthProbe(
                URI.create("http://localhost:8080/health"),
                Duration.ofSeconds(15),
                Duration.ofSeconds(3),
                5));
    assertThat(body.restartPolicy()).isEqualTo(new RestartPolicy(RestartPolicy.Type.ON_FAILURE, 3));
  }

  @Test
  void read_zeroValuesOfEveryField_isTheBareContainer() {
    assertThat(
            read(
                """
                ,"labels":{},"ports":[],"volumes":[],"network":"",
                "resource_limits":{"cpu":"","memory":""},"environment_variables":[],
                "health_check":{"endpoint":"","interval":"","timeout":"","retries":0},
                "restart_policy":{"type":"","max_retries":0},"command":[],"entrypoint":null,
                "working_dir":"","user":"","hostname":"","id":"","status":"","created_at":null
                """))
        .isEqualTo(BARE);
    assertThat(read(",\"network\":{\"name\":\"\",\"ip_address\":\"\"},\"labels\":null"))
        .isEqualTo(BARE);
  }

  @Test
  void read_emptyBody_asksForNameAndImage() {
    assertThat(Bodies.violations("{}", CreateContainer::read))
        .containsExactly("name: is required", "image: is required");
  }

  @Test
  void read_everythingWrong_isToldAtOnce() {
    assertThat(
            Bodies.paths(
                """
                {"name":"-", "image":"A B", "labels":{"tianniu.x":"1","":"2"},
                 "ports":[{"internal":0},{"internal":1,"external":70000,"protocol":"icmp"}],
                 "volumes":[{"host_path":"x y","container_path":"rel","mode":"rx"},
                            {"host_path":"/a","container_path":"/"}],
                 "resource_limits":{"cpu":"fast","memory":"5MB"},
                 "environment_variables":[{"name":"A=B","value":""},{"name":"C"}],
                 "health_check":{"endpoint":"ftp://x","interval":"0s","timeout":"x","retries":101},
                 "restart_policy":{"type":"maybe","max_retries":-1},
                 "working_dir":"rel", "command":"sh", "colour":"red"}
                """,
                CreateContainer::read))
        .containsExactlyInAnyOrder(
            "name",
            "image",
            "labels.tianniu.x",
            "labels",
            "ports[0].internal",
            "ports[1].external",
            "ports[1].protocol",
            "volumes[0].host_path",
            "volumes[0].container_path",
            "volumes[0].mode",
            "volumes[1].container_path",
            "resource_limits.cpu",
            "resource_limits.memory",
            "environment_variables[0].name",
            "environment_variables[1].value",
            "health_check.endpoint",
            "health_check.interval",
            "health_check.timeout",
            "health_check.retries",
            "restart_policy.type",
            "restart_policy.max_retries",
            "working_dir",
            "command",
            "colour");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "A.b-c_9", "0x"})
  void name_dockersRule_isTaken(String name) {
    assertThat(paths("{\"name\":\"" + name + "\",\"image\":\"a\"}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "-ab", ".ab", "a b", "a/b", "ä1", "ab\\n"})
  void name_others_areRefused(String name) {
    assertThat(paths("{\"name\":\"" + name + "\",\"image\":\"a\"}")).containsExactly("name");
    assertThat(paths("{\"name\":\"" + "a".repeat(129) + "\",\"image\":\"a\"}"))
        .containsExactly("name");
  }

  @Test
  void ports_defaults_areTcpAndAFreePort() {
    assertThat(read(",\"ports\":[{\"internal\":53},{\"internal\":1,\"protocol\":\"udp\"}]").ports())
        .containsExactly(new PortMapping(53, 0, Protocol.TCP), new PortMapping(1, 0, Protocol.UDP));
  }

  @Test
  void ports_publishedTwice_areRefusedUnlessTheProtocolDiffers() {
    assertThat(more("\"ports\":[{\"internal\":1,\"external\":9},{\"internal\":2,\"external\":9}]"))
        .containsExactly("ports");
    assertThat(
            more(
                "\"ports\":[{\"internal\":1,\"external\":9},"
                    + "{\"internal\":1,\"external\":9,\"protocol\":\"udp\"}]"))
        .isEmpty();
  }

  @Test
  void volumes_sameTargetTwice_isRefused() {
    assertThat(
            more(
                "\"volumes\":[{\"host_path\":\"/a\",\"container_path\":\"/x\"},"
                    + "{\"host_path\":\"data\",\"container_path\":\"/x\"}]"))
        .containsExactly("volumes");
  }

  @ParameterizedTest
  @CsvSource({"0.5, 500000000", "2, 2000000000", "0.01, 10000000", "1.123456789, 1123456789"})
  void cpu_textOrNumber_isRead(String cores, long nanos) {
    assertThat(read(",\"resource_limits\":{\"cpu\":" + cores + "}").limits().cpu())
        .isEqualTo(new Cpus(nanos));
    assertThat(read(",\"resource_limits\":{\"cpu\":\"" + cores + "\"}").limits().cpu())
        .isEqualTo(new Cpus(nanos));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.001", "-1", "\"1e3\"", "\"1.\"", "\"0\"", "true", "9999999"})
  void cpu_others_areRefused(String cores) {
    assertThat(more("\"resource_limits\":{\"cpu\":" + cores + "}"))
        .containsExactly("resource_limits.cpu");
  }

  @ParameterizedTest
  @CsvSource({
    "512MB, 536870912",
    "1GB, 1073741824",
    "512M, 536870912",
    "512Mi, 536870912",
    "512MiB, 536870912",
    "6291456, 6291456",
    "1.5GB, 1610612736"
  })
  void memory_sizes_areBinary(String text, long bytes) {
    assertThat(read(",\"resource_limits\":{\"memory\":\"" + text + "\"}").limits().memory())
        .isEqualTo(new ByteSize(bytes));
  }

  @Test
  void variable_valueAndValueFrom_isRefused() {
    assertThat(
            more(
                "\"environment_variables\":[{\"name\":\"A\",\"value\":\"x\",\"value_from\":"
                    + "{\"secret_name\":\"s\",\"key\":\"k\"}}]"))
        .containsExactly("environment_variables[0].value_from");
    assertThat(
            more(
                "\"environment_variables\":[{\"name\":\"A\",\"value_from\":"
                    + "{\"secret_name\":\"s\"}}]"))
        .containsExactly("environment_variables[0].value_from.key");
    assertThat(
            more(
                "\"environment_variables\":[{\"name\":\"A\",\"value\":\"\"},"
                    + "{\"name\":\"A\",\"value\":\"1\"}]"))
        .containsExactly("environment_variables");
  }

  @Test
  void network_objectOrName_isTheSame() {
    assertThat(read(",\"network\":\"lan\"").network()).isEqualTo("lan");
    assertThat(read(",\"network\":{\"name\":\"lan\",\"ip_address\":\"10.0.0.2\"}").network())
        .isEqualTo("lan");
    assertThat(more("\"network\":{\"nmae\":\"lan\"}")).containsExactly("network.nmae");
    assertThat(more("\"network\":7")).containsExactly("network");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "always", "unless-stopped"})
  void restartPolicy_retries_areForOnFailureAlone(String type) {
    assertThat(more("\"restart_policy\":{\"type\":\"" + type + "\",\"max_retries\":2}"))
        .containsExactly("restart_policy.max_retries");
    assertThat(more("\"restart_policy\":{\"type\":\"" + type + "\",\"max_retries\":0}")).isEmpty();
  }

  @Test
  void restartPolicy_retriesWithoutAType_areRefused() {
    assertThat(more("\"restart_policy\":{\"max_retries\":2}"))
        .containsExactly("restart_policy.max_retries");
  }

  @Test
  void healthCheck_endpointAlone_hasTheDefaults() {
    assertThat(read(",\"health_check\":{\"endpoint\":\"https://localhost/\"}").health())
        .isEqualTo(
            new HealthProbe(
                URI.create("https://localhost/"),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                3));
    assertThat(more("\"health_check\":{\"interval\":\"30s\"}"))
        .containsExactly("health_check.endpoint");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:80", "http://", "http:///x", "http://a:0/", "http://u@a/"})
  void healthCheck_endpointWithoutAHost_isRefused(String url) {
    assertThat(more("\"health_check\":{\"endpoint\":\"" + url + "\"}"))
        .containsExactly("health_check.endpoint");
  }

  @Test
  void process_ownAdditions_areTaken() {
    assertThat(
            read(",\"command\":[\"a\",\"\"],\"entrypoint\":[\"sh\",\"-c\"],"
                    + "\"working_dir\":\"/srv\",\"user\":\"1:1\",\"hostname\":\"h\"")
                .process())
        .isEqualTo(new ProcessSpec(List.of("sh", "-c"), List.of("a", ""), "/srv", "1:1", "h"));
  }

  private static CreateContainer read(String more) {
    return Bodies.read(body(more), CreateContainer::read);
  }

  private static List<String> more(String field) {
    return paths(body("," + field));
  }

  private static List<String> paths(String body) {
    return Bodies.paths(body, CreateContainer::read);
  }

  private static String body(String more) {
    return "{\"name\":\"web\",\"image\":\"nginx\"" + more + "}";
  }
}
