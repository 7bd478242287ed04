package tianniu.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.caller.Scope;
import tianniu.http.Deed;
import tianniu.http.Queries;

class AuditFilterTest {
  private static final Scope BACKEND = new Scope(Map.of("team", "backend"));

  private Book book;

  @BeforeEach
  void open(@TempDir Path dataDir) throws SQLException, IOException {
    book = new Book(dataDir);
    saw("r1", Scope.ALL, container("c1", "web", Map.of("team", "frontend")));
    saw("r2", Scope.ALL, container("c2", "api", Map.of("team", "backend", "x", "y")));
    book.goOn(Duration.ofSeconds(10));
    saw("r3", BACKEND, null);
    saw("r4", Scope.ALL, null);
    // Texts that would look like the label, were they not escaped.
    saw("r5", Scope.ALL, container("c3", "sly", Map.of("a", "b\nteam=backend\n")));
    saw("r6", Scope.ALL, container("c4", "case", Map.of("team", "Backend")));
    saw(
        "r7",
        Scope.ALL,
        container("c5", "longer", Map.of("team", "backend2", "my\nteam", "backend")));
  }

  @AfterEach
  void close() throws SQLException {
    book.close();
  }

  @Test
  void find_everything_isNewestFirst() {
    assertThat(found("", Scope.ALL)).containsExactly("r7", "r6", "r5", "r4", "r3", "r2", "r1");
  }

  @Test
  void find_ofAScope_showsWhatLiesInIt() {
    assertThat(found("", BACKEND)).containsExactly("r3", "r2");
    assertThat(found("", new Scope(Map.of("team", "backend", "x", "y")))).containsExactly("r2");
    assertThat(found("", new Scope(Map.of("team", "ops")))).isEmpty();
  }

  @Test
  void find_byContainer_takesIdAndName() {
    assertThat(found("container=c1", Scope.ALL)).containsExactly("r1");
    assertThat(found("container=api", Scope.ALL)).containsExactly("r2");
    assertThat(found("container=api", new Scope(Map.of("team", "frontend")))).isEmpty();
  }

  @Test
  void find_byTime_beginsWithSinceAndEndsBeforeUntil() {
    assertThat(found("since=2026-03-01T10:00:10.123456Z&until=2026-03-01T10:00:11Z", Scope.ALL))
        .hasSize(5);
    assertThat(found("until=2026-03-01T10:00:10.123456Z", Scope.ALL)).containsExactly("r2", "r1");
  }

  @Test
  void find_byOtherFields_isExact() {
    assertThat(found("key=tester&outcome=ok&operation=startContainer", Scope.ALL)).hasSize(7);
    assertThat(found("key=key-1", Scope.ALL)).hasSize(7);
    assertThat(found("key=nobody", Scope.ALL)).isEmpty();
    assertThat(found("outcome=started", Scope.ALL)).isEmpty();
    assertThat(found("request_id=r4", Scope.ALL)).containsExactly("r4");
  }

  @Test
  void find_pageByPage_missesNothing() {
    AuditFilter first = filter("limit=3", Scope.ALL);
    assertThat(book.scribe().find(first)).hasSize(4);
    assertThat(found("limit=3&before=5", Scope.ALL)).containsExactly("r4", "r3", "r2", "r1");
  }

  private void saw(String id, Scope scope, Deed.@org.jspecify.annotations.Nullable Target target) {
    book.scribe().saw(List.of(Book.deed(id, scope, target)));
  }

  private static Deed.Target container(String id, String name, Map<String, String> labels) {
    return new Deed.Target(Deed.Kind.CONTAINER, id, name, labels);
  }

  private static AuditFilter filter(String query, Scope scope) {
    return AuditFilter.of(Queries.of(query), scope);
  }

  private List<String> found(String query, Scope scope) {
    return book.scribe().find(filter(query, scope)).stream()
        .map(each -> each.entry().requestId())
        .toList();
  }
}
