package tianniu.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.audit.Entry.Chained;
import tianniu.store.EvenClock;

/** Whatever is done to the tables by hand shows, and where. */
class TamperingTest {
  private static final String COLUMNS =
      "at_micros, request_id, operation, method, path, key_id, key_name, source, target_kind,"
          + " target_id, target_name, outcome, status, details, labels, hash";

  private Book book;

  @BeforeEach
  void open(@TempDir Path dataDir) throws SQLException, IOException {
    book = new Book(dataDir);
    book.write(10);
  }

  @AfterEach
  void close() throws SQLException {
    book.close();
  }

  @Test
  void verify_untouched_isWhole() {
    List<Chained> entries = book.entries();

    assertThat(book.verify())
        .isEqualTo(
            """
            whole
            entries = 10
            first = 1 at 2026-03-01T10:00:00.123456Z
            last = 10 at 2026-03-01T10:00:00.123456Z
            head = %s
            The audit is as it was written.
            """
                .formatted(entries.getLast().hash()));
  }

  @Test
  void verify_nothingWritten_isWhole() {
    book.sql("DELETE FROM audit_entries");
    book.sql("DELETE FROM audit_marks");

    assertThat(book.verify()).startsWith("whole\nentries = 0\nfirst = none\nlast = none\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at_micros = at_micros + 1",
        "request_id = 'other'",
        "operation = NULL",
        "method = 'GET'",
        "path = ''",
        "key_id = 'key-2'",
        "key_name = NULL",
        "source = '192.0.2.8'",
        "target_kind = 'container'",
        "target_id = ''",
        "target_name = 'web'",
        "outcome = 'PERMISSION_DENIED'",
        "status = 403",
        "details = '{ }'",
        "labels = 'x'",
        "hash = '00'",
        // The same bytes, were there no lengths between them.
        "key_id = 'key-1t', key_name = 'ester'"
      })
  void verify_fieldChanged_says(String change) {
    book.sql("UPDATE audit_entries SET " + change + " WHERE seq = 5");

    assertBroken(5, "changed");
  }

  @Test
  void verify_entryRemoved_says() {
    book.sql("DELETE FROM audit_entries WHERE seq = 5");
    assertBroken(5, "removed");
  }

  @Test
  void verify_severalRemoved_says() {
    book.sql("DELETE FROM audit_entries WHERE seq BETWEEN 5 AND 7");
    assertBroken(5, "removed, as are those up to 7");
  }

  @Test
  void verify_beginningRemoved_says() {
    book.sql("DELETE FROM audit_entries WHERE seq <= 3");
    assertBroken(1, "removed, as are those up to 3");
  }

  @Test
  void verify_removedAndRenumbered_says() {
    book.sql("DELETE FROM audit_entries WHERE seq = 5");
    book.sql("UPDATE audit_entries SET seq = seq - 1 WHERE seq > 5");
    assertBroken(5, "removed, and those behind it renumbered");
  }

  @Test
  void verify_endCutOff_says() {
    book.sql("DELETE FROM audit_entries WHERE seq > 7");
    assertBroken(8, "cut off at the end: entries up to 10 are gone");
  }

  @Test
  void verify_everythingCutOff_says() {
    book.sql("DELETE FROM audit_entries");
    assertBroken(1, "cut off at the end: entries up to 10 are gone");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 9})
  void verify_entriesSwapped_says(int other) {
    book.sql("UPDATE audit_entries SET seq = -1 WHERE seq = 4");
    book.sql("UPDATE audit_entries SET seq = 4 WHERE seq = " + other);
    book.sql("UPDATE audit_entries SET seq = " + other + " WHERE seq = -1");
    assertBroken(4, "reordered: another entry stands in its place");
  }

  @Test
  void verify_entryInserted_says() {
    book.sql("UPDATE audit_entries SET seq = -seq - 1 WHERE seq > 5");
    book.sql("UPDATE audit_entries SET seq = -seq WHERE seq < 0");
    copy(3, 6);
    assertBroken(6, "inserted");
  }

  @Test
  void verify_entryInsertedAtTheEnd_says() {
    copy(10, 11);
    assertBroken(11, "inserted behind the end");
  }

  @Test
  void verify_entryInsertedBeforeTheBeginning_says() {
    copy(1, 0);
    assertBroken(0, "inserted before the beginning");
  }

  @ParameterizedTest
  @ValueSource(strings = {"seq = 9", "hash = 'ff'", "seal = 'ff'"})
  void verify_headEdited_says(String change) {
    book.sql("UPDATE audit_marks SET " + change + " WHERE name = 'head'");
    assertBroken(10, "the head, which says where the entries end, is forged");
  }

  @Test
  void verify_endCutOffAndHeadEdited_says() {
    cutOffAt(7);
    assertBroken(7, "the head, which says where the entries end, is forged");
  }

  @Test
  void verify_headRemoved_says() {
    book.sql("DELETE FROM audit_marks");
    assertBroken(1, "the head is removed");
  }

  @Test
  void verify_anotherMasterKey_says() {
    assertThat(book.verify("the-master-key-of-somebody"))
        .startsWith("broken\nThe audit is broken at entry 1: changed;")
        .contains("the master key is another");
  }

  @Test
  void write_afterEndWasCutOffAndHeadEdited_keepsTheBreak() {
    cutOffAt(7);
    book.restarted();
    book.write(2);
    assertThat(book.verify()).startsWith("broken\nThe audit is broken at entry 8: when the server");
  }

  @Test
  void write_whileEndIsCutOffAndHeadEdited_keepsTheBreak() {
    cutOffAt(7);
    book.write(1);
    assertBroken(8, "removed, as are those up to 10");
  }

  @Test
  void write_afterEndWasCutOff_keepsTheBreak() {
    book.sql("DELETE FROM audit_entries WHERE seq > 7");
    book.restarted();
    book.write(1);
    assertBroken(8, "removed, as are those up to 10");
  }

  @Test
  void write_afterEntryWasInsertedAtTheEnd_goesOnBehindIt() {
    copy(10, 11);
    book.restarted();
    book.write(1);
    assertBroken(11, "changed");
  }

  @Test
  void prune_whatWasMadeToLookOld_dropsNothing() {
    book.sql("UPDATE audit_entries SET at_micros = 1 WHERE seq <= 5");
    book.scribe().prune();
    assertThat(book.entries()).hasSize(10);
    assertBroken(1, "changed");
  }

  @Test
  void prune_oldEntries_leavesAWholeChain() {
    book.goOn(Duration.ofDays(29));
    book.write(3);
    book.goOn(Duration.ofDays(2));
    book.scribe().prune();

    assertThat(book.entries())
        .extracting(each -> each.entry().seq())
        .containsExactly(11L, 12L, 13L);
    assertThat(book.verify()).startsWith("whole\nentries = 3\nfirst = 11 at");
    book.restarted();
    book.write(1);
    assertThat(book.verify()).startsWith("whole\nentries = 4\n");
  }

  @Test
  void prune_allEntries_leavesTheHead() {
    book.goOn(Duration.ofDays(31));
    book.scribe().prune();
    assertThat(book.verify()).startsWith("whole\nentries = 0\n");
    book.restarted();
    book.write(1);
    assertThat(book.verify()).startsWith("whole\nentries = 1\nfirst = 11 at");
  }

  @Test
  void prune_clockSetForward_dropsNothing() {
    AtomicLong nanos = new AtomicLong();
    EvenClock evenClock = new EvenClock(book::now, nanos::get);
    Scribe scribe = Scribe.unattended(book.store(), book.key(), book::now, evenClock, 30);
    book.goOn(Duration.ofDays(1));
    nanos.addAndGet(Duration.ofDays(1).toNanos());

    book.goOn(Duration.ofDays(3650));
    scribe.prune();
    book.goOn(Duration.ofDays(-3650));
    scribe.prune();
    assertThat(book.entries()).hasSize(10);

    book.goOn(Duration.ofDays(30));
    nanos.addAndGet(Duration.ofDays(30).toNanos());
    scribe.prune();
    assertThat(book.entries()).isEmpty();
  }

  @Test
  void prune_tooMany_dropsTheOldest() {
    new Retention(book.store(), book.key(), Duration.ofDays(30), 4).prune(Book.NOW);
    assertThat(book.entries()).hasSize(4);
    assertThat(book.verify()).startsWith("whole\nentries = 4\nfirst = 7 at");
  }

  @ParameterizedTest
  @ValueSource(strings = {"seq = 5", "hash = 'ff'", "seal = 'ff'"})
  void verify_anchorEdited_says(String change) {
    new Retention(book.store(), book.key(), Duration.ofDays(30), 4).prune(Book.NOW);
    book.sql("UPDATE audit_marks SET " + change + " WHERE name = 'anchor'");
    assertThat(book.verify()).contains("the anchor, which says where the entries begin, is forged");
  }

  @Test
  void verify_anchorRemoved_says() {
    new Retention(book.store(), book.key(), Duration.ofDays(30), 4).prune(Book.NOW);
    book.sql("DELETE FROM audit_marks WHERE name = 'anchor'");
    assertBroken(1, "removed, as are those up to 6");
  }

  private void cutOffAt(int seq) {
    book.sql("DELETE FROM audit_entries WHERE seq > " + seq);
    book.sql(
        "UPDATE audit_marks SET seq = "
            + seq
            + ", hash = (SELECT hash FROM audit_entries WHERE seq = "
            + seq
            + ")");
  }

  private void copy(int from, int to) {
    book.sql(
        "INSERT INTO audit_entries (seq, "
            + COLUMNS
            + ") SELECT "
            + to
            + ", "
            + COLUMNS
            + " FROM audit_entries WHERE seq = "
            + from);
  }

  private void assertBroken(int seq, String what) {
    assertThat(book.verify())
        .isEqualTo("broken\nThe audit is broken at entry " + seq + ": " + what + ".\n");
  }
}
