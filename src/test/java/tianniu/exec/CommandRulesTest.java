package tianniu.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tianniu.caller.AllowLists;
import tianniu.caller.Caller;
import tianniu.caller.Lease;
import tianniu.caller.ResourceQuota;
import tianniu.caller.Scope;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.ExecSpec;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

class CommandRulesTest {
  /** Words of the command are parted by bars, so that one may have a blank in it. */
  @ParameterizedTest
  @CsvSource({
    "/bin/ls,      /bin/ls",
    "/bin/ls,      /bin/ls|-l|/",
    "ls -l,        ls|-l",
    "ls -l *,      ls|-l",
    "ls -l *,      ls|-l|/etc",
    "*,            sh|-c|anything"
  })
  void command_ofThePattern_isAllowed(String pattern, String command) {
    assertThat(CommandRules.matches(pattern, List.of(command.split("\\|", -1)))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/bin/ls,      ls",
    "ls,           /bin/ls",
    "ls,           ./ls",
    "ls,           LS",
    "ls,           lsof",
    "ls,           /bin/sh|ls",
    "ls -l,        ls",
    "ls -l,        ls|-l|/",
    "ls -l,        ls -l",
    "ls -l *,      ls|-la",
    "ls -l *,      ls",
    "ls -*,        ls|-l",
    "sh -c date,   sh|-c|date; id",
    "sh -c date,   sh|-c date",
    "'',           ls"
  })
  void command_outsideThePattern_isNot(String pattern, String command) {
    assertThat(CommandRules.matches(pattern, List.of(command.split("\\|", -1)))).isFalse();
  }

  private static ExecSpec spec(
      List<EnvironmentVariable> environment, @Nullable String dir, @Nullable String user) {
    return new ExecSpec(List.of("ls"), environment, dir, user, false, false, true, true);
  }

  private static @Nullable String refusedField(@Nullable List<String> allowed, ExecSpec spec) {
    Caller caller =
        new Caller(
            "k1",
            "key",
            Set.of(),
            Scope.ALL,
            new AllowLists(null, null, null, allowed),
            ResourceQuota.NONE,
            new Lease());
    FaultException refusal =
        catchThrowableOfType(FaultException.class, () -> CommandRules.check(caller, spec));
    return refusal == null ? null : ((Fault.Denied) refusal.fault()).field();
  }

  @Test
  void check_withAList_takesTheProgramsSurroundingsAsTheyAre() {
    List<String> ls = List.of("ls");
    assertThat(refusedField(ls, spec(List.of(), null, null))).isNull();
    assertThat(refusedField(ls, spec(List.of(), "/tmp", null))).isEqualTo("working_dir");
    assertThat(refusedField(ls, spec(List.of(), null, "root"))).isEqualTo("user");
    EnvironmentVariable preload = new EnvironmentVariable("LD_PRELOAD", "/tmp/x.so", null);
    assertThat(refusedField(ls, spec(List.of(preload), null, null))).isEqualTo("env");
    assertThat(refusedField(List.of(), spec(List.of(), null, null))).isEqualTo("command");
    assertThat(refusedField(List.of("cat"), spec(List.of(), null, null))).isEqualTo("command");
  }

  @Test
  void check_withoutAList_refusesNothing() {
    EnvironmentVariable variable = new EnvironmentVariable("PATH", "/tmp", null);
    assertThatCode(
            () -> assertThat(refusedField(null, spec(List.of(variable), "/", "root"))).isNull())
        .doesNotThrowAnyException();
  }
}
