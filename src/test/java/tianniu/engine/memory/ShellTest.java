package tianniu.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tianniu.engine.EngineRef;
import tianniu.engine.contract.ExecResult;
import tianniu.engine.contract.TestEngine;

/** The pretended shell says what busybox's says; each expectation was seen there. */
class ShellTest {
  private final MemoryEngine engine =
      MemoryEngine.on(new HandClock()).images(Boxes.BUSYBOX).build();
  private final EngineRef ref = Boxes.running(engine, "sleep", "600");

  @AfterEach
  void close() {
    engine.close();
  }

  private ExecResult sh(String script) {
    try (var session = engine.execs().start(ref, Boxes.exec("sh", "-c", script))) {
      return TestEngine.finish(session);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "echo a b | a b",
        "echo 'a  b' \"c  d\" | a  b c  d",
        "echo a\\ b | a b",
        "x=1; echo $x ${x}2 \"$x\" '$x' | 1 12 1 $x",
        "false; echo $? | 1",
        "echo $((1 + 2)) | 3",
        "i=4; echo $((i*2)) | 8",
        "echo $(echo inner) | inner",
        "true && echo yes | yes",
        "if [ 2 -gt 1 ]; then echo more; else echo less; fi | more",
        "if test a = b; then echo same; else echo other; fi | other",
        "i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i | 3",
        "until true; do echo no; done; echo end | end",
        "for i in c b a; do x=$i; done; echo $x | a",
        "echo a > /f; echo b >> /f; x=$(cat /f); echo \"$x\" | `a\nb`",
        "echo hidden > /dev/null; echo shown | shown",
        "no-such 2>/dev/null; echo $? | 127",
        "cd /tmp; pwd | /tmp",
        "sh -c 'exit 3'; echo $? | 3",
        "echo a # b | a",
        "printf '%s-%03d' x 7 | x-007",
      })
  void sh_script_prints(String script, String expected) {
    assertThat(sh(script).stdout().stripTrailing()).isEqualTo(expected);
  }

  @Test
  void sh_orChain_runsTheSecondAfterAFailure() {
    assertThat(sh("false || echo rescued; true || echo not").stdout()).isEqualTo("rescued\n");
  }

  @Test
  void sh_exit_endsAtOnce() {
    assertThat(sh("echo a; exit 7; echo b")).isEqualTo(new ExecResult("a\n", "", 7));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {"echo 'a", "if true; then echo a", "done", "echo a && ", "echo $(a"})
  void sh_unreadable_isASyntaxError(String script) {
    assertThat(sh(script).exitCode()).isEqualTo(2);
    assertThat(sh(script).stderr()).contains("syntax error");
  }

  @Test
  void sh_errorsIntoOutput_areOneStream() {
    assertThat(sh("no-such 2>&1")).isEqualTo(new ExecResult("sh: no-such: not found\n", "", 127));
  }

  @Test
  void ls_root_showsFoldersAndWhatWasWritten() {
    assertThat(sh("touch /note; ls /").stdout()).contains("bin\n", "note\n", "tmp\n");
  }

  @Test
  void cat_missingFile_fails() {
    assertThat(sh("cat /none"))
        .isEqualTo(new ExecResult("", "cat: can't open '/none': No such file or directory\n", 1));
  }
}
