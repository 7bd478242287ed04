package tianniu.stat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tianniu.engine.ContainerId;
import tianniu.engine.UsageSample;
import tianniu.http.Json;
import tianniu.usage.UsageWindow;

class StatsViewTest {
  private static final ContainerId ID = new ContainerId("0123456789abcdef0123456789abcdef");
  private static final Instant AT = Instant.parse("2023-06-16T15:30:45.678Z");

  @Test
  void of_allKnown_isTheDocumentsShape() {
    UsageSample sample =
        new UsageSample(
            AT,
            0,
            0,
            null,
            4,
            256_000_000,
            1_073_741_824,
            new UsageSample.Network(1024000, 1500, 0, 0, 512000, 1200, 0, 0),
            new UsageSample.Io(120L, 80L, 2048000, 1024000));
    UsageWindow window =
        new UsageWindow(sample, Duration.ofSeconds(1), 12.5, 45.204, 1.0, 1.0, 1.0, 1.0);

    assertThat(json(StatsView.of(ID, window)))
        .isEqualTo(
            """
            {"container_id":"0123456789abcdef0123456789abcdef","timestamp":"2023-06-16T15:30:45Z",\
            "cpu":{"usage_percent":12.50,"system_cpu_usage":45.20,"online_cpus":4},\
            "memory":{"usage":256000000,"limit":1073741824,"usage_percent":23.84},\
            "network":{"rx_bytes":1024000,"rx_packets":1500,"rx_errors":0,"rx_dropped":0,\
            "tx_bytes":512000,"tx_packets":1200,"tx_errors":0,"tx_dropped":0},\
            "io":{"read_ops":120,"write_ops":80,"read_bytes":2048000,"write_bytes":1024000}}""");
  }

  @Test
  void of_unknownParts_areNullAndNeverZero() {
    UsageSample sample = new UsageSample(AT, 0, 0, null, 4, 1, 0, null, null);

    String json =
        json(
            StatsView.of(
                ID, new UsageWindow(sample, Duration.ZERO, null, null, null, null, null, null)));

    assertThat(json)
        .contains("\"usage_percent\":null,\"system_cpu_usage\":null")
        .contains("\"network\":{\"rx_bytes\":null")
        .contains("\"io\":{\"read_ops\":null");
  }

  @Test
  void unknown_noSampleYet_hasEveryFieldAsNull() {
    assertThat(json(StatsView.unknown(ID, AT)))
        .contains("\"timestamp\":\"2023-06-16T15:30:45Z\"")
        .contains("\"memory\":{\"usage\":null,\"limit\":null,\"usage_percent\":null}")
        .doesNotContain(":0");
  }

  private static String json(StatsView view) {
    return new String(Json.bytes(view), StandardCharsets.UTF_8);
  }
}
