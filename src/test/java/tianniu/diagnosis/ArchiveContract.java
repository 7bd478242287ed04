package tianniu.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.caller.Scope;
import tianniu.config.Config;
import tianniu.diagnosis.Remains.By;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerId;
import tianniu.engine.LogLine;
import tianniu.engine.OutputStreamKind;
import tianniu.keyring.MasterKey;
import tianniu.live.StatusReason;
import tianniu.store.Store;
import tianniu.store.Stores;

/** What is left of containers, on both databases. */
abstract class ArchiveContract {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05.123456789Z");
  private static final ContainerId WEB = id("a");
  private static final Scope SHOP = new Scope(Map.of("team", "shop"));

  @TempDir private Path dataDir;
  private Store store;
  private Instant now = START.plusSeconds(60);
  private Archive archive;

  abstract Config.Storage storage();

  @BeforeEach
  final void open() throws IOException {
    MasterKey key = MasterKey.loadOrCreate(dataDir, null);
    store = Stores.open(dataDir, storage(), key);
    archive = new Archive(store, key.derive("test", "AES"), () -> now, () -> now);
  }

  @AfterEach
  final void close() {
    store.close();
  }

  private static ContainerId id(String letter) {
    return new ContainerId(letter.repeat(32));
  }

  private static Remains remains(ContainerId id, String name, @Nullable Exit ending) {
    return new Remains(
        id,
        id.value().replace('a', 'e') + "f".repeat(32),
        name,
        "shop/web:1",
        Map.of("team", "shop"),
        START.minusSeconds(5),
        START,
        ending,
        new ByteSize(64L << 20),
        "words",
        new StatusReason("START_FAILED", "why"),
        null);
  }

  private static Exit exit(int code) {
    return new Exit(code, false, true, millis(START.plusSeconds(30)));
  }

  private static List<LogLine> lines(String text) {
    return List.of(LogLine.of(START, OutputStreamKind.STDOUT, text));
  }

  private static Instant millis(Instant moment) {
    return Instant.ofEpochMilli(moment.toEpochMilli());
  }

  @Test
  void of_whatWasKept_isTheSame() {
    archive.keep(remains(WEB, "web", exit(7)), lines("last words"));

    Remains kept = archive.of(WEB).orElseThrow();
    assertThat(kept.startedAt()).isEqualTo(millis(START));
    assertThat(kept.ending()).isEqualTo(exit(7));
    assertThat(kept.with(START, exit(7)).labels()).isEqualTo(Map.of("team", "shop"));
    assertThat(kept.why()).isEqualTo(new StatusReason("START_FAILED", "why"));
    assertThat(kept.removal()).isNull();
    assertThat(archive.lines(WEB)).isEqualTo(lines("last words"));
    assertThat(archive.lines(id("b"))).isNull();
  }

  @Test
  void keep_wordsOfTheEngineWithNul_keepsTheRest() {
    Remains plain = remains(WEB, "web", exit(7));
    Remains odd =
        new Remains(
            plain.id(),
            plain.engineId(),
            plain.name(),
            plain.image(),
            plain.labels(),
            plain.createdAt(),
            plain.startedAt(),
            plain.ending(),
            plain.memoryLimit(),
            "exec: \0 not found",
            new StatusReason("START_FAILED", "\0no"),
            null);
    archive.keep(odd, lines("last words"));

    Remains kept = archive.of(WEB).orElseThrow();
    assertThat(kept.error()).isEqualTo("exec:  not found");
    assertThat(kept.why()).isEqualTo(new StatusReason("START_FAILED", "no"));
  }

  @Test
  void find_present_isNotThere() {
    archive.keep(remains(WEB, "web", exit(0)), lines("x"));
    assertThat(archive.find(Scope.ALL, WEB.value())).isEmpty();
  }

  @Test
  void find_removed_byAnyOfItsNamesInItsScopeAlone() {
    archive.keep(remains(WEB, "web", exit(3)), lines("x"));
    archive.removed(remains(WEB, "web", null), By.OPERATION);

    String engineId = remains(WEB, "web", null).engineId();
    for (String asked :
        List.of(
            WEB.value(),
            WEB.value().substring(0, 12),
            "web",
            String.valueOf(engineId),
            String.valueOf(engineId).substring(0, 12))) {
      assertThat(archive.find(SHOP, asked)).as(asked).isPresent();
      assertThat(archive.find(new Scope(Map.of("team", "other")), asked)).as(asked).isEmpty();
    }
    assertThat(archive.find(Scope.ALL, WEB.value().substring(0, 11))).isEmpty();
    Remains found = archive.find(Scope.ALL, "web").orElseThrow();
    assertThat(found.ending()).isEqualTo(exit(3));
    assertThat(found.removal()).isEqualTo(new Remains.Removal(millis(now), By.OPERATION));
    assertThat(archive.lines(WEB)).isEqualTo(lines("x"));
  }

  @Test
  void find_prefixOfTwo_findsNone_andANameFindsTheLast() {
    ContainerId first = new ContainerId("c".repeat(31) + "1");
    ContainerId second = new ContainerId("c".repeat(31) + "2");
    archive.removed(remains(first, "twin", exit(1)), By.OUTSIDE);
    now = now.plusSeconds(1);
    archive.removed(remains(second, "twin", exit(2)), By.OUTSIDE);

    assertThat(archive.find(Scope.ALL, "c".repeat(12))).isEmpty();
    assertThat(archive.find(Scope.ALL, "twin").orElseThrow().id()).isEqualTo(second);
  }

  @Test
  void keep_sameRunWithoutLines_keepsThoseThatAreThere() {
    archive.keep(remains(WEB, "web", null), lines("before the kill"));
    archive.keep(remains(WEB, "web", exit(137)), null);

    assertThat(archive.lines(WEB)).isEqualTo(lines("before the kill"));
    assertThat(archive.of(WEB).orElseThrow().ending()).isEqualTo(exit(137));
  }

  @Test
  void keep_nextRunWithoutLines_keepsThoseOfTheLast() {
    archive.keep(remains(WEB, "web", exit(1)), lines("old"));
    archive.keep(remains(WEB, "web", null).with(START.plusSeconds(40), exit(2)), null);

    assertThat(archive.lines(WEB)).isEqualTo(lines("old"));
    assertThat(archive.of(WEB).orElseThrow().ending()).isEqualTo(exit(2));
  }

  @Test
  void keep_afterTheRemoval_leavesItRemoved() {
    archive.removed(remains(WEB, "web", null), By.OUTSIDE);
    archive.keep(remains(WEB, "web", exit(9)), lines("late"));

    assertThat(archive.find(Scope.ALL, "web").orElseThrow().ending()).isEqualTo(exit(9));
  }

  @Test
  void settle_whatIsNotThere_isRemoved() {
    archive.keep(remains(WEB, "web", exit(0)), lines("x"));
    archive.keep(remains(id("b"), "other", exit(0)), lines("y"));
    archive.settle(each -> each.id().equals(WEB));

    assertThat(archive.find(Scope.ALL, "web")).isEmpty();
    assertThat(archive.find(Scope.ALL, "other").orElseThrow().removal())
        .isEqualTo(new Remains.Removal(millis(now), By.OUTSIDE));
  }

  @Test
  void prune_afterAWeek_dropsWhatWasRemoved() {
    archive.keep(remains(WEB, "web", exit(0)), lines("x"));
    archive.removed(remains(id("b"), "gone", exit(0)), By.OUTSIDE);
    now = now.plus(Archive.KEPT).plus(Duration.ofSeconds(1));
    archive.prune();

    assertThat(archive.of(WEB)).isPresent();
    assertThat(archive.of(id("b"))).isEmpty();
  }

  @Test
  void prune_tooMany_dropsThoseThatWentFirst() {
    Archive small = archive.bounded(2, 1 << 20);
    for (String letter : List.of("b", "c", "d")) {
      archive.removed(remains(id(letter), letter, exit(0)), By.OUTSIDE);
      now = now.plusSeconds(1);
    }
    small.prune();

    assertThat(archive.of(id("b"))).isEmpty();
    assertThat(archive.of(id("c"))).isPresent();
    assertThat(archive.of(id("d"))).isPresent();
  }

  @Test
  void prune_tooMuch_dropsUntilItFits() {
    archive.keep(remains(id("b"), "b", exit(0)), lines("small"));
    archive.removed(remains(id("b"), "b", exit(0)), By.OUTSIDE);
    now = now.plusSeconds(1);
    archive.keep(remains(id("c"), "c", exit(0)), lines("small"));
    archive.removed(remains(id("c"), "c", exit(0)), By.OUTSIDE);
    archive.bounded(100, 100).prune();

    assertThat(archive.of(id("b"))).isEmpty();
    assertThat(archive.of(id("c"))).isPresent();
  }

  @Test
  void lines_inTheDatabase_areEncrypted() {
    archive.keep(remains(WEB, "web", exit(0)), lines("the-password-is-swordfish"));

    byte[] kept = store.read(handle -> RemainsTable.lines(handle, WEB));
    assertThat(new String(kept, StandardCharsets.ISO_8859_1)).isNotEmpty().doesNotContain("fish");
  }
}
