package tianniu.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
  private static final Path HOME = Path.of("/home/ada");

  @TempDir Path directory;

  private static Config load(Map<String, String> flags, Map<String, String> environment) {
    return Config.load(flags, environment, "ada", HOME);
  }

  private static Config environment(String name, String value) {
    return load(Map.of(), Map.of(name, value));
  }

  private String refusal(String... lines) throws IOException {
    return refusal(Map.of("TIANNIU_CONFIG", file(lines).toString()));
  }

  private static String refusal(Map<String, String> environment) {
    try {
      return load(Map.of(), environment).toString();
    } catch (ConfigException e) {
      return e.sentence();
    }
  }

  private Path file(String... lines) throws IOException {
    return Files.write(directory.resolve("tianniu.conf"), List.of(lines));
  }

  @Test
  void load_nothingSet_hasDefaults() {
    assertThat(load(Map.of(), Map.of()))
        .isEqualTo(
            new Config(
                new ListenAddress("127.0.0.1", 8080),
                HOME.resolve(".local/share/tianniu"),
                null,
                new Config.Storage(null, null, 365),
                new Config.Web(null, null, List.of(), List.of()),
                List.of(Path.of("/data")),
                new Config.NewContainers(4096, false, false),
                5,
                "unix:///var/run/docker.sock",
                false,
                null,
                null,
                false,
                LogLevel.INFO,
                LogFormat.TEXT,
                null));
  }

  @Test
  void load_flagEnvironmentAndFile_takesTheNearest() throws IOException {
    Path file = file("listen = 127.0.0.1:3", "log-level = debug", "log-format=json");
    Map<String, String> environment =
        Map.of("TIANNIU_LISTEN", "127.0.0.1:2", "TIANNIU_LOG_LEVEL", "warn");

    Config config =
        load(Map.of("--listen", "127.0.0.1:1", "--config", file.toString()), environment);

    assertThat(config.listen().port()).isEqualTo(1);
    assertThat(config.logLevel()).isEqualTo(LogLevel.WARN);
    assertThat(config.logFormat()).isEqualTo(LogFormat.JSON);
  }

  @Test
  void load_fileWithCommentsAndUtf8_isRead() throws IOException {
    Path file = file("# 注释", "", "  data-dir =  /srv/天牛  ", "admin-key = 0123456789=abcdef");

    Config config = environment("TIANNIU_CONFIG", file.toString());

    assertThat(config.dataDir()).isEqualTo(Path.of("/srv/天牛"));
    assertThat(config.adminKey()).isEqualTo(new Secret("0123456789=abcdef"));
  }

  @Test
  void load_unknownKey_saysWhichAndWhere() throws IOException {
    assertThat(refusal("# one", "lisen = 127.0.0.1:1"))
        .isEqualTo("Unknown setting \"lisen\" in %s, line 2.".formatted(file("")));
  }

  @Test
  void load_repeatedKey_saysBothLines() throws IOException {
    assertThat(refusal("demo = true", "demo = false"))
        .isEqualTo("demo in %s, line 2, is already set in line 1.".formatted(file("")));
  }

  @Test
  void load_lineWithoutValue_doesNotShowTheLine() throws IOException {
    assertThat(refusal("admin-key 0123456789abcdef"))
        .isEqualTo("Line 1 of %s must have the form \"key = value\".".formatted(file("")));
  }

  @Test
  void load_badValueInFile_saysTheLine() throws IOException {
    assertThat(refusal("", "log-level = loud"))
        .isEqualTo(
            "log-level in %s, line 2, must be error, warn, info or debug, not \"loud\"."
                .formatted(file("")));
  }

  @Test
  void load_missingFile_saysWhoNamedIt() {
    Path missing = directory.resolve("none");
    assertThat(refusal(Map.of("TIANNIU_CONFIG", missing.toString())))
        .isEqualTo(
            "The file %s, named by TIANNIU_CONFIG in the environment, does not exist."
                .formatted(missing));
  }

  @Test
  void load_directoryAsFile_isOneSentence() {
    assertThat(refusal(Map.of("TIANNIU_CONFIG", directory.toString()))).endsWith("cannot be read.");
  }

  @Test
  void load_fileNotUtf8_isOneSentence() throws IOException {
    Path file = Files.write(directory.resolve("latin"), new byte[] {'#', (byte) 0xe4, '\n'});
    assertThat(refusal(Map.of("TIANNIU_CONFIG", file.toString()))).endsWith("is not UTF-8 text.");
  }

  @Test
  void load_badFlag_namesTheFlag() {
    assertThatThrownBy(() -> load(Map.of("--listen", "8080"), Map.of()))
        .hasMessage(
            "--listen on the command line must be HOST:PORT with a port from 0 to 65535 and an IPv6"
                + " address in brackets, not \"8080\".");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:0, 127.0.0.1, 0",
    "localhost:65535, localhost, 65535",
    "[::1]:80, ::1, 80",
    "my-host.example:1, my-host.example, 1"
  })
  void listen_address_isReadAndWrittenBack(String text, String host, int port) {
    ListenAddress listen = environment("TIANNIU_LISTEN", text).listen();
    assertThat(listen).isEqualTo(new ListenAddress(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8080", ":8080", "::1:80", "[::g]:80", "127.0.0.1:65536", "999.1.1.1:1", "a b:1"})
  void listen_noAddress_isRefused(String text) {
    assertThat(refusal(Map.of("TIANNIU_LISTEN", text)))
        .startsWith("TIANNIU_LISTEN in the environment must be HOST:PORT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "has a space in the key",
        "über-long-enough-key",
        "tab\there-long-enough"
      })
  void adminKey_badValue_isRefusedWithoutShowingIt(String key) {
    assertThat(refusal(Map.of("TIANNIU_ADMIN_KEY", key)))
        .isEqualTo(
            "TIANNIU_ADMIN_KEY in the environment must be 16 to 256 printable ASCII characters"
                + " without spaces.");
  }

  @Test
  void config_withKey_showsItNowhere() {
    Config config = environment("TIANNIU_ADMIN_KEY", "0123456789abcdef");
    assertThat(config.toString()).doesNotContain("0123456789abcdef");
    assertThat(config.shown().toString()).doesNotContain("0123456789abcdef");
  }

  @Test
  void shown_asFile_givesTheSameConfig() throws IOException {
    Config config =
        load(
            Map.of("--volume-roots", "", "--public-url", "https://api.example", "--demo", "true"),
            Map.of("DOCKER_TLS_VERIFY", "1", "DOCKER_HOST", "tcp://engine:2376"));
    Path file =
        Files.write(
            directory.resolve("shown"),
            config.shown().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());

    assertThat(environment("TIANNIU_CONFIG", file.toString()))
        .usingRecursiveComparison()
        .ignoringFields("configFile")
        .isEqualTo(config);
    assertThat(config.dockerCertPath()).isEqualTo(HOME.resolve(".docker"));
  }

  @Test
  void volumeRoots_severalOrNone_areSplit() {
    assertThat(environment("TIANNIU_VOLUME_ROOTS", "/a:/b/../c,/a").volumeRoots())
        .containsExactly(Path.of("/a"), Path.of("/c"));
    assertThat(environment("TIANNIU_VOLUME_ROOTS", "").volumeRoots()).isEmpty();
    assertThat(refusal(Map.of("TIANNIU_VOLUME_ROOTS", "/a:b"))).contains("absolute paths");
  }

  @ParameterizedTest
  @CsvSource({
    "unix:///run/docker.sock, unix:///run/docker.sock",
    "tcp://10.0.0.1:2375, tcp://10.0.0.1:2375",
    "tcp://[::1]:2375/, tcp://[::1]:2375",
    "'', unix:///var/run/docker.sock"
  })
  void dockerHost_address_isTaken(String text, String expected) {
    assertThat(environment("DOCKER_HOST", text).dockerHost()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unix://run/docker.sock",
        "unix:///",
        "ssh://host",
        "tcp://host",
        "tcp://u:p@host:1",
        "tcp://host:0",
        "/run/docker.sock"
      })
  void dockerHost_otherForm_isRefused(String text) {
    assertThat(refusal(Map.of("DOCKER_HOST", text)))
        .startsWith("DOCKER_HOST in the environment must be unix:///absolute/path or tcp://");
  }

  @Test
  void publicUrl_origin_isTakenWithoutItsSlash() {
    assertThat(environment("TIANNIU_PUBLIC_URL", "https://api.example:8443/").publicUrl())
        .isEqualTo(URI.create("https://api.example:8443"));
    assertThat(refusal(Map.of("TIANNIU_PUBLIC_URL", "https://api.example/v1"))).contains("must be");
    assertThat(refusal(Map.of("TIANNIU_PUBLIC_URL", "ftp://api.example"))).contains("must be");
  }

  @Test
  void dataDir_default_followsTheUser() {
    assertThat(Config.load(Map.of(), Map.of(), "root", Path.of("/root")).dataDir())
        .isEqualTo(Path.of("/var/lib/tianniu"));
    assertThat(environment("XDG_DATA_HOME", "/xdg").dataDir()).isEqualTo(Path.of("/xdg/tianniu"));
    assertThat(environment("XDG_DATA_HOME", "xdg").dataDir())
        .isEqualTo(HOME.resolve(".local/share/tianniu"));
  }

  @Test
  void settings_names_areUsedOnce() {
    assertThat(Settings.ALL).extracting(Setting::environment).doesNotHaveDuplicates();
    assertThat(Settings.ALL)
        .extracting(Setting::flag)
        .filteredOn(Objects::nonNull)
        .doesNotHaveDuplicates();
    assertThat(Settings.ALL).extracting(Setting::key).doesNotHaveDuplicates();
  }
}
