package tianniu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tianniu.config.Config;
import tianniu.config.Setting;
import tianniu.config.Settings;

class CommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Config> served = new ArrayList<>();
  private boolean auditIsWhole = true;

  private int run(Map<String, String> environment, String... args) {
    return run(served::add, environment, args);
  }

  private int run(Serving serving, Map<String, String> environment, String... args) {
    PrintWriter outWriter = new PrintWriter(out, true);
    PrintWriter errWriter = new PrintWriter(err, true);
    return new Commands(environment, serving, this::checkAudit, outWriter, errWriter).run(args);
  }

  private boolean checkAudit(Config config, PrintWriter to) {
    served.add(config);
    to.println("checked");
    return auditIsWhole;
  }

  @Test
  void auditVerify_ofAWholeAudit_succeeds() {
    int code = run(Map.of(), "audit", "verify", "--data-dir", "/tmp/elsewhere");

    assertThat(code).isZero();
    assertThat(served.getFirst().dataDir()).hasToString("/tmp/elsewhere");
    assertThat(out.toString()).isEqualTo("checked\n");
  }

  @Test
  void auditVerify_ofABrokenAudit_fails() {
    auditIsWhole = false;

    assertThat(run(Map.of(), "audit", "verify")).isEqualTo(1);
    assertThat(out.toString()).isEqualTo("checked\n");
  }

  @Test
  void audit_withoutWhatToDo_isMisused() {
    assertThat(run(Map.of(), "audit")).isEqualTo(2);
    assertThat(err.toString()).contains("verify");
  }

  @Test
  void serve_withFlags_servesWithThem() {
    int code = run(Map.of(), "serve", "--listen", "127.0.0.1:0", "--demo", "--log-level=warn");

    assertThat(code).isZero();
    assertThat(served).hasSize(1);
    assertThat(served.getFirst().demo()).isTrue();
    assertThat(served.getFirst().listen().port()).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void serve_switchSetFalse_overridesTheEnvironment() {
    run(Map.of("TIANNIU_DEMO", "true"), "serve", "--demo=false");
    assertThat(served.getFirst().demo()).isFalse();
  }

  @Test
  void serve_badSetting_isOneSentenceAndCodeTwo() {
    int code = run(Map.of("TIANNIU_LISTEN", "nowhere"), "serve");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("TIANNIU_LISTEN");
    assertThat(served).isEmpty();
  }

  @Test
  void serve_unknownFlag_isOneSentenceAndCodeTwo() {
    assertThat(run(Map.of(), "serve", "--lisen=x")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("Unknown option: '--lisen=x'." + System.lineSeparator());
  }

  @Test
  void serve_flagTwice_isOneSentenceAndCodeTwo() {
    assertThat(run(Map.of(), "serve", "--listen=a:1", "--listen=b:2")).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("--listen");
  }

  @Test
  void serve_flagWithoutItsValue_isOneSentenceAndCodeTwo() {
    assertThat(run(Map.of(), "serve", "--listen", "--demo")).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("HOST:PORT");
    assertThat(served).isEmpty();
  }

  @Test
  void serve_switchWithItsValueBehind_takesIt() {
    run(Map.of(), "serve", "--demo", "false", "--log-level", "warn");
    assertThat(served.getFirst().demo()).isFalse();
  }

  @Test
  void serve_strayWord_isOneSentenceAndCodeTwo() {
    assertThat(run(Map.of(), "serve", "--listen", "127.0.0.1:0", "more\nwords")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("Not understood: 'more words'." + System.lineSeparator());
  }

  @Test
  void unknownCommand_isOneSentenceAndCodeTwo() {
    assertThat(run(Map.of(), "sreve", "--demo")).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("'sreve'");
  }

  @Test
  void version_withASettingsFlag_isMisused() {
    assertThat(run(Map.of(), "version", "--demo")).isEqualTo(2);
    assertThat(err.toString()).contains("--demo");
  }

  @Test
  void help_ofEachCommand_succeeds() {
    for (Command command : Command.values()) {
      assertThat(run(Map.of(), (command.words + " --help").split(" "))).isZero();
      assertThat(out.toString()).contains(command.summary);
    }
    assertThat(run(Map.of(), "-h")).isZero();
    assertThat(run(Map.of(), "audit", "--help")).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void serve_cannotStart_saysWhyWithCodeOne() {
    Serving failing =
        config -> {
          throw new IOException("The port is taken.");
        };

    assertThat(run(failing, Map.of(), "serve")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("The port is taken." + System.lineSeparator());
  }

  @Test
  void help_ofServe_namesEverySetting() {
    assertThat(run(Map.of(), "serve", "--help")).isZero();
    assertThat(Settings.ALL)
        .extracting(Setting::environment)
        .allSatisfy(name -> assertThat(out.toString()).contains(name));
  }

  @Test
  void config_settings_areShownWithoutTheKey() {
    assertThat(run(Map.of("TIANNIU_ADMIN_KEY", "0123456789abcdef"), "config", "--demo")).isZero();
    assertThat(out.toString())
        .contains("demo = true")
        .contains("listen = 127.0.0.1:8080")
        .doesNotContain("0123456789abcdef");
  }

  @Test
  void noCommand_showsTheUsage() {
    assertThat(run(Map.of())).isEqualTo(2);
    assertThat(err.toString()).contains("serve", "config", "version");
  }

  @Test
  void version_ofClasses_isDev() {
    assertThat(run(Map.of(), "version")).isZero();
    assertThat(out.toString()).startsWith("tianniu ");
  }
}
