package tianniu.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineRef;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.ProcessSpec;

/** What a container's first process sees of what was asked. */
public abstract class ProcessContract extends EngineContract {
  private List<String> said(ProcessSpec process) {
    return engine().messages(engine().ended(draft -> draft.process(process)));
  }

  @Test
  void process_environment_isSeen() {
    EngineRef ref =
        engine()
            .ended(
                draft ->
                    draft.script("echo \"$A|$B|$C\"").env("A", "1 2").env("B", "").env("C", "=3"));
    assertThat(engine().messages(ref)).containsExactly("1 2||=3");
  }

  @Test
  void process_secretVariable_hasItsValue() {
    EnvironmentVariable secret =
        new EnvironmentVariable(
            "PASSWORD", "swordfish", new EnvironmentVariable.SecretRef("database", "password"));
    EngineRef ref = engine().ended(draft -> draft.script("echo \"$PASSWORD\"").env(secret));
    assertThat(engine().messages(ref)).containsExactly("swordfish");
  }

  @Test
  void process_entrypointAndCommand_areOneCommandLine() {
    assertThat(said(new ProcessSpec(List.of("echo", "a"), List.of("b c", "d"), null, null, null)))
        .containsExactly("a b c d");
  }

  @Test
  void process_entrypointAlone_runsWithoutTheImagesCommand() {
    assertThat(said(new ProcessSpec(List.of("echo", "a"), null, null, null, null)))
        .containsExactly("a");
  }

  @Test
  void process_workingDir_isSeen() {
    assertThat(said(new ProcessSpec(null, List.of("pwd"), "/bin", null, null)))
        .containsExactly("/bin");
  }

  @Test
  void process_user_isSeen() {
    assertThat(said(new ProcessSpec(null, List.of("id", "-u"), null, "1234:1234", null)))
        .containsExactly("1234");
  }

  @Test
  void process_hostname_isSeen() {
    assertThat(said(new ProcessSpec(null, List.of("hostname"), null, null, "box7")))
        .containsExactly("box7");
  }

  @Test
  void process_noHostname_hasTheHeadOfTheReference() {
    EngineRef ref = engine().ended(draft -> draft.command("hostname"));
    assertThat(engine().messages(ref)).containsExactly(ref.value().substring(0, 12));
  }
}
