package tianniu.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.fault.FaultException;
import tianniu.http.Queries;
import tianniu.http.RecordedStream;

class LogPageTest {
  private static final Pattern MESSAGE = Pattern.compile("\"message\":\"([^\"]*)\"");

  private final Logged logged = Logged.ended("echo a1; echo b1 >&2; echo a2; echo b2 >&2; echo a3");

  @AfterEach
  void close() {
    logged.close();
  }

  @Test
  void page_all_isTheDocumentsShapeOldestFirst() throws IOException {
    assertThat(page("tail=all"))
        .matches(
            "\\{\"container_id\":\"0123456789abcdef0123456789abcdef\",\"logs\":\\["
                + "(\\{\"timestamp\":\"2026-01-01T00:00:00\\.\\d{6}Z\",\"stream\":\"std(out|err)\","
                + "\"message\":\"[^\"]*\"\\},?){5}]}");
    assertThat(messages("tail=all")).containsExactly("a1", "b1", "a2", "b2", "a3");
  }

  @Test
  void page_tail_isTheLastLines() throws IOException {
    assertThat(messages("tail=2")).containsExactly("b2", "a3");
    assertThat(messages("tail=9")).hasSize(5);
    assertThat(messages("tail=0")).isEmpty();
    assertThat(page("tail=0")).endsWith("\"logs\":[]}");
  }

  @Test
  void page_filtered_countsTheTailAmongTheWantedLines() throws IOException {
    assertThat(messages("tail=2&stream=stdout")).containsExactly("a2", "a3");
    assertThat(messages("tail=1&contains=b")).containsExactly("b2");
    assertThat(messages("tail=all&stream=stderr")).containsExactly("b1", "b2");
    assertThat(messages("tail=2&contains=nothing")).isEmpty();
  }

  @Test
  void page_sinceAndUntil_includeAndExclude() throws IOException {
    String page = page("tail=all");
    List<String> times =
        Pattern.compile("\"timestamp\":\"([^\"]*)\"")
            .matcher(page)
            .results()
            .map(each -> each.group(1))
            .toList();

    assertThat(messages("since=" + times.get(1) + "&until=" + times.get(3)))
        .containsExactly("b1", "a2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tail=-1",
        "tail=some",
        "follow=yes",
        "stream=both",
        "since=x",
        "until=x",
        "follow=true&until=2026-01-01"
      })
  void request_malformed_isRefused(String query) {
    assertThatThrownBy(() -> LogRequest.of(Queries.of(query))).isInstanceOf(FaultException.class);
  }

  @Test
  void request_nothing_isTheLastHundredLines() {
    assertThat(LogRequest.of(Queries.of("")))
        .isEqualTo(new LogRequest(100, null, null, false, null, null));
  }

  private List<String> messages(String query) throws IOException {
    return MESSAGE.matcher(page(query)).results().map((MatchResult each) -> each.group(1)).toList();
  }

  private String page(String query) throws IOException {
    RecordedStream out = new RecordedStream();
    new LogPage(logged.engine.containers(), logged.container(), LogRequest.of(Queries.of(query)))
        .writeTo(out.stream());
    return out.text();
  }
}
