package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** A log of two hundred thousand lines. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogVolumeIT {
  private static final int LINES = 200_000;

  private final Api api;
  private String id = "";

  LogVolumeIT(Api api) {
    this.api = api;
  }

  @BeforeAll
  void manyLines() {
    id = api.accepted(Body.of("volume", Docker.BUSYBOX).command("seq", "1", "" + LINES));
    api.awaitStatus(id, "stopped", Patience.of(Duration.ofMinutes(3)));
  }

  @Test
  void tailAll_givesEveryLineOnceAndInOrder() throws Exception {
    HttpResponse<InputStream> response =
        api.open(
            api.request("/containers/" + id + "/logs?tail=all").GET(),
            BodyHandlers.ofInputStream());

    int next = 1;
    try (JsonParser json = Json.mapper().createParser(response.body())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.PROPERTY_NAME && json.currentName().equals("message")) {
          json.nextToken();
          assertThat(json.getString()).isEqualTo(Integer.toString(next));
          next++;
        }
      }
    }
    assertThat(next - 1).isEqualTo(LINES);
  }

  @Test
  void tail_ofALongLog_isQuick() {
    // The quickest of some: what a busy machine adds to the others is no doing of the log's.
    Duration quickest = Duration.ofDays(1);
    for (int i = 0; i < 10; i++) {
      Instant asked = Instant.now();
      assertThat(
              Json.texts(
                  api.get("/containers/" + id + "/logs?tail=2").ok().path("logs"), "message"))
          .containsExactly("199999", "200000");
      Duration took = Duration.between(asked, Instant.now());
      quickest = took.compareTo(quickest) < 0 ? took : quickest;
    }
    assertThat(quickest).isLessThan(Patience.of(Duration.ofSeconds(2)));
  }

  @Test
  void reader_thatLeavesHalfWay_harmsNobody() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (InputStream body =
          api.open(
                  api.request("/containers/" + id + "/logs?tail=all").GET(),
                  BodyHandlers.ofInputStream())
              .body()) {
        assertThat(body.readNBytes(10_000)).hasSize(10_000);
      }
    }

    api.get("/containers/" + id).ok();
  }
}
