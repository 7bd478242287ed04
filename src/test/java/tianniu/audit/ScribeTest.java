package tianniu.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tianniu.Waiting.until;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.caller.Scope;
import tianniu.fault.Fault;
import tianniu.fault.Fault.StoreProblem;
import tianniu.fault.FaultException;
import tianniu.http.Deed;

class ScribeTest {
  private Book book;

  @BeforeEach
  void open(@TempDir Path dataDir) throws SQLException, IOException {
    book = new Book(dataDir);
  }

  @AfterEach
  void close() throws SQLException {
    book.close();
  }

  @Test
  void saw_manyAtOnce_sharesWrites() {
    Scribe scribe = book.scribe();
    CountDownLatch together = new CountDownLatch(1);
    List<Future<String>> saved = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      synchronized (book.store()) {
        for (int i = 0; i < 64; i++) {
          String id = "req-" + i;
          saved.add(
              callers.submit(
                  () -> {
                    together.await();
                    scribe.saw(List.of(Book.deed(id, Scope.ALL, null)));
                    return id;
                  }));
        }
        together.countDown();
        until(() -> scribe.waiting() >= 63);
      }
    }

    assertThat(saved).extracting(Future::state).containsOnly(Future.State.SUCCESS);
    assertThat(book.entries()).hasSize(64);
    assertThat(book.entries().stream().map(each -> each.entry().requestId()).distinct())
        .hasSize(64);
    assertThat(book.writes()).isLessThanOrEqualTo(2);
    assertThat(book.verify()).startsWith("whole\nentries = 64\n");
  }

  @Test
  void saw_strangeTexts_areStored() {
    book.scribe()
        .saw(
            List.of(
                new Deed(
                    "\0\ud800",
                    null,
                    "X".repeat(9000),
                    null,
                    null,
                    "192.0.2.7",
                    new Deed.Target(
                        Deed.Kind.CONTAINER, null, "\ud800\0", Map.of("a\0", "\ud800\n")),
                    "NOT_FOUND",
                    404,
                    Map.of("command", List.of("\0", "\ud800")))));

    assertThat(book.entries()).hasSize(1);
    assertThat(book.entries().getFirst().entry().method()).hasSize(512);
    assertThat(book.verify()).startsWith("whole\n");
  }

  @Test
  void saw_commandWithoutEnd_isCutWithADigestOfTheWhole() {
    List<String> command = List.of("sh", "-c", " ".repeat(50_000) + "evil");
    String json = Texts.json(Map.of("command", command));

    assertThat(json)
        .hasSizeLessThan(17_000)
        .contains("\"command_truncated\":true", "\"command_sha256\":\"");
    assertThat(Texts.json(Map.of("command", List.of("ls")))).isEqualTo("{\"command\":[\"ls\"]}");
  }

  @Test
  void saw_storeAway_refusesAndGoesOnLater() {
    book.write(2);
    book.storeIsAway(true);
    assertThatExceptionOfType(FaultException.class)
        .isThrownBy(() -> book.scribe().saw(List.of(Book.deed("lost", Scope.ALL, null))));
    assertThatExceptionOfType(FaultException.class).isThrownBy(() -> book.scribe().requireReady());

    book.storeIsAway(false);
    book.write(1);
    book.scribe().requireReady();
    assertThat(book.entries()).extracting(each -> each.entry().seq()).containsExactly(1L, 2L, 3L);
    assertThat(book.verify()).startsWith("whole\nentries = 3\n");
  }

  @Test
  void saw_diskFull_saysSoToThemAndToThoseWhoAskNext() {
    book.scribe();
    book.storeHas(StoreProblem.DISK_FULL);

    assertThat(fault(() -> book.scribe().saw(List.of(Book.deed("lost", Scope.ALL, null)))))
        .isEqualTo(new Fault.StoreUnavailable(StoreProblem.DISK_FULL));
    assertThat(fault(() -> book.scribe().requireReady()))
        .isEqualTo(new Fault.StoreUnavailable(StoreProblem.DISK_FULL));
  }

  private static Fault fault(ThrowingCallable call) {
    return Objects.requireNonNull(catchThrowableOfType(FaultException.class, call)).fault();
  }

  @Test
  void saw_afterAWriteThatWasDoneAndSaidToHaveFailed_goesOnBehindIt() {
    book.write(2);
    book.failNextAfterCommit();
    assertThatExceptionOfType(FaultException.class)
        .isThrownBy(() -> book.scribe().saw(List.of(Book.deed("unsure", Scope.ALL, null))));

    book.write(1);
    assertThat(book.entries())
        .extracting(each -> each.entry().seq())
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(book.verify()).startsWith("whole\nentries = 4\n");
  }

  @Test
  void turnedAway_often_isOneEntryAMinute() {
    for (int i = 0; i < 100; i++) {
      book.scribe().turnedAway(stranger("192.0.2.7"));
    }
    book.scribe().turnedAway(stranger("192.0.2.8"));
    assertThat(book.entries()).hasSize(2);

    book.goOn(Duration.ofSeconds(59));
    book.scribe().everyMinute();
    assertThat(book.entries()).hasSize(2);

    book.goOn(Duration.ofSeconds(1));
    book.scribe().everyMinute();
    assertThat(book.entries()).hasSize(3);
    assertThat(book.entries().getLast().entry().details()).isEqualTo("{\"count\":99}");
    assertThat(book.entries().getLast().entry().source()).isEqualTo("192.0.2.7");
    book.goOn(Duration.ofMinutes(5));
    book.scribe().everyMinute();
    assertThat(book.entries()).hasSize(3);
  }

  @Test
  void turnedAway_afterTheClockWasSetBack_isStillTold() {
    book.scribe().turnedAway(stranger("192.0.2.7"));
    book.goOn(Duration.ofDays(-1));
    book.scribe().turnedAway(stranger("192.0.2.7"));
    book.scribe().turnedAway(stranger("192.0.2.7"));

    book.goOn(Duration.ofMinutes(1));
    book.scribe().everyMinute();

    assertThat(book.entries()).hasSize(3);
    assertThat(book.entries().getLast().entry().details()).isEqualTo("{\"count\":1}");
    assertThat(book.verify()).startsWith("whole\nentries = 3\n");
  }

  @Test
  void turnedAway_fromEverywhere_isBounded() {
    for (int i = 0; i < 5000; i++) {
      book.scribe().turnedAway(stranger("source-" + i));
    }
    assertThat(book.entries()).hasSize(1001);
    assertThat(book.entries().getLast().entry().source()).isEqualTo("others");
    book.scribe().close();
    assertThat(book.entries().getLast().entry().details()).isEqualTo("{\"count\":3999}");
  }

  @Test
  void turnedAway_storeAway_throwsNothing() {
    book.scribe();
    book.storeIsAway(true);
    book.scribe().turnedAway(stranger("192.0.2.7"));
    book.storeIsAway(false);
    assertThat(book.entries()).isEmpty();
  }

  private static Deed stranger(String source) {
    return new Deed(
        "req",
        "listContainers",
        "GET",
        "/",
        null,
        source,
        null,
        "AUTHENTICATION_FAILED",
        401,
        Map.of());
  }
}
