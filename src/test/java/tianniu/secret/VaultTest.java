package tianniu.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tianniu.secret.Desk.ADMIN;
import static tianniu.secret.Desk.BACKEND;
import static tianniu.secret.Desk.FRONTEND;
import static tianniu.secret.Desk.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.caller.Scope;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.fault.Fault;

class VaultTest {
  @TempDir Path dir;
  private Desk desk;
  private Vault vault;

  @BeforeEach
  void open() throws IOException {
    desk = new Desk(dir);
    vault = desk.vault;
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void put_newAndAgain_countsVersionsAndReplacesAll() {
    vault.put(ADMIN, "s", Desk.values("a", "1", "b", "2"), Map.of("x", "y"));
    Secret second = vault.put(ADMIN, "s", Desk.values("c", "3"), null);

    assertThat(second.version()).isEqualTo(2);
    assertThat(second.keys()).containsExactly("c");
    assertThat(second.labels()).as("kept when none are given").containsEntry("x", "y");
    assertThat(vault.get(Scope.ALL, "s")).isEqualTo(second);
    assertThat(value(Scope.ALL, "s", "c")).isEqualTo("3");
    assertThat(fault(() -> value(Scope.ALL, "s", "a"))).isEqualTo(new Fault.NoSuchSecret("s", "a"));
  }

  @Test
  void rotate_someKeys_keepsTheOthers() {
    vault.put(ADMIN, "s", Desk.values("a", "1", "b", "2"), null);

    assertThat(vault.rotate(ADMIN, "s", Desk.values("b", "3")).version()).isEqualTo(2);
    assertThat(value(Scope.ALL, "s", "a")).isEqualTo("1");
    assertThat(value(Scope.ALL, "s", "b")).isEqualTo("3");
  }

  @Test
  void rotate_unknownKey_changesNothing() {
    vault.put(ADMIN, "s", Desk.values("a", "1"), null);

    assertThat(fault(() -> vault.rotate(ADMIN, "s", Desk.values("a", "2", "typo", "3"))))
        .isEqualTo(new Fault.NoSuchSecret("s", "typo"));
    assertThat(value(Scope.ALL, "s", "a")).isEqualTo("1");
  }

  @Test
  void rotate_moreThanFits_isRefused() {
    String large = "x".repeat(Values.MAX_VALUE_BYTES);
    vault.put(ADMIN, "s", Desk.values("a", large, "b", large, "c", large, "d", "", "e", "1"), null);

    assertThat(fault(() -> vault.rotate(ADMIN, "s", Desk.values("d", large))))
        .isInstanceOf(Fault.Invalid.class);
  }

  @Test
  void scoped_key_keepsItsSecretsInItsScope() {
    assertThat(vault.put(BACKEND, "s", Desk.values("a", "1"), Map.of("env", "prod")).labels())
        .isEqualTo(Map.of("team", "backend", "env", "prod"));
    assertThat(
            fault(() -> vault.put(BACKEND, "t", Desk.values("a", "1"), Map.of("team", "frontend"))))
        .isInstanceOf(Fault.Denied.class);
  }

  @Test
  void scoped_foreignSecret_isNotThereButItsNameIsTaken() {
    vault.put(ADMIN, "all", Desk.values("a", "1"), null);
    vault.put(BACKEND, "backs", Desk.values("a", "1"), null);
    Fault.NoSuch none = new Fault.NoSuch(Fault.Kind.SECRET, "backs");
    Scope frontend = FRONTEND.scope();

    assertThat(vault.all(frontend)).isEmpty();
    assertThat(vault.all(Scope.ALL)).extracting(Secret::name).containsExactly("all", "backs");
    assertThat(fault(() -> vault.get(frontend, "backs"))).isEqualTo(none);
    assertThat(fault(() -> vault.rotate(FRONTEND, "backs", Desk.values("a", "2")))).isEqualTo(none);
    assertThat(fault(() -> value(frontend, "backs", "a")))
        .isEqualTo(new Fault.NoSuchSecret("backs", "a"));
    assertThat(fault(() -> value(BACKEND.scope(), "all", "a")))
        .isEqualTo(new Fault.NoSuchSecret("all", "a"));
    assertThat(fault(() -> vault.put(FRONTEND, "backs", Desk.values("a", "2"), null)))
        .isEqualTo(new Fault.Exists(Fault.Kind.SECRET, "backs"));
    assertThat(value(Scope.ALL, "backs", "a")).isEqualTo("1");
  }

  @Test
  void filled_environment_keepsItsOrderAndItsPlainValues() {
    vault.put(ADMIN, "s", Desk.values("a", "1"), null);
    EnvironmentVariable plain = new EnvironmentVariable("P", "p", null);
    EnvironmentVariable secret = new EnvironmentVariable("S", "", new SecretRef("s", "a"));

    assertThat(vault.filled(Scope.ALL, List.of(plain, secret, plain)))
        .containsExactly(plain, new EnvironmentVariable("S", "1", new SecretRef("s", "a")), plain);
  }

  @Test
  void values_inTheDatabase_areNotReadable() throws IOException {
    vault.put(ADMIN, "s", Desk.values("k", "swordfish-in-the-database"), null);
    vault.rotate(ADMIN, "s", Desk.values("k", "swordfish-after-rotation"));

    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as("%s", file)
            .doesNotContain("swordfish");
      }
    }
  }

  @Test
  void filled_rowOfAnotherSecret_isNotReadAndTheOthersAre() {
    vault.put(ADMIN, "mine", Desk.values("k", "swordfish"), null);
    vault.put(ADMIN, "yours", Desk.values("k", "other"), null);
    desk.store.write(
        handle ->
            handle.execute(
                "UPDATE secrets SET sealed_part ="
                    + " (SELECT sealed_part FROM secrets WHERE name = 'mine')"
                    + " WHERE name = 'yours'"));

    assertThatThrownBy(() -> value(Scope.ALL, "yours", "k"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'yours'")
        .message()
        .doesNotContain("swordfish");
    assertThat(value(Scope.ALL, "mine", "k")).isEqualTo("swordfish");
    assertThat(vault.all(Scope.ALL)).hasSize(2);
  }

  @Test
  void filled_scopeLabelsChangedInTheDatabase_isNotRead() {
    vault.put(BACKEND, "s", Desk.values("k", "swordfish"), null);
    desk.store.write(
        handle ->
            handle.execute(
                "UPDATE secrets SET public_part = replace(public_part, 'backend', 'frontend')"));

    assertThatThrownBy(() -> value(FRONTEND.scope(), "s", "k"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void put_manyAtOnce_losesNoVersion() throws InterruptedException {
    vault.put(ADMIN, "s", Desk.values("k", "0"), null);
    List<Thread> writers =
        IntStream.range(0, 16)
            .mapToObj(
                i ->
                    Thread.ofVirtual()
                        .start(() -> vault.rotate(ADMIN, "s", Desk.values("k", "v" + i))))
            .toList();
    for (Thread writer : writers) {
      writer.join();
    }

    assertThat(vault.get(Scope.ALL, "s").version()).isEqualTo(17);
    assertThat(value(Scope.ALL, "s", "k")).startsWith("v");
  }

  private String value(Scope scope, String name, String key) {
    return vault
        .filled(scope, List.of(new EnvironmentVariable("X", "", new SecretRef(name, key))))
        .getFirst()
        .value();
  }
}
