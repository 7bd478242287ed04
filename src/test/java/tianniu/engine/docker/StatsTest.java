package tianniu.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tianniu.engine.UsageSample;

class StatsTest {
  private static final String CPU =
      "\"read\":\"2026-11-23T15:00:00.5Z\","
          + "\"cpu_stats\":{\"cpu_usage\":{\"total_usage\":700},\"system_cpu_usage\":9,"
          + "\"online_cpus\":2},";

  private static UsageSample sample(String more) {
    return Objects.requireNonNull(
        Json.read("{" + CPU + more.replace('\'', '"') + "}", Stats.class).sample(42));
  }

  @Test
  void sample_version1_leavesOutCacheThatCanBeReclaimed() {
    UsageSample sample =
        sample(
            "'memory_stats':{'usage':100,'limit':1000,"
                + "'stats':{'total_inactive_file':30,'inactive_file':5}}");
    assertThat(sample.memoryBytes()).isEqualTo(70);
    assertThat(sample.memoryLimitBytes()).isEqualTo(1000);
    assertThat(sample.cpuNanos()).isEqualTo(700);
    assertThat(sample.onlineCpus()).isEqualTo(2);
    assertThat(sample.takenAt()).isEqualTo(Instant.parse("2026-11-23T15:00:00.5Z"));
    assertThat(sample.nanoTime()).isEqualTo(42);
  }

  @Test
  void sample_version2_leavesOutCacheThatCanBeReclaimed() {
    assertThat(
            sample("'memory_stats':{'usage':100,'limit':1000,'stats':{'inactive_file':30}}")
                .memoryBytes())
        .isEqualTo(70);
  }

  @Test
  void sample_moreCacheThanUsage_isTheUsage() {
    assertThat(
            sample("'memory_stats':{'usage':100,'limit':1000,'stats':{'inactive_file':300}}")
                .memoryBytes())
        .isEqualTo(100);
  }

  @Test
  void sample_networks_areSummedAndNoneIsNotKnown() {
    String memory = "'memory_stats':{'usage':1,'limit':2}";
    assertThat(sample(memory).network()).isNull();
    assertThat(
            sample(
                    memory
                        + ",'networks':{'eth0':{'rx_bytes':1,'tx_dropped':7},"
                        + "'eth1':{'rx_bytes':2}}")
                .network())
        .isEqualTo(new UsageSample.Network(3, 0, 0, 0, 0, 0, 0, 7));
  }

  @Test
  void sample_devices_areSummedByDirection() {
    assertThat(
            io(
                "{'io_service_bytes_recursive':[{'op':'Read','value':1},{'op':'read','value':2},"
                    + "{'op':'Write','value':8},{'op':'Total','value':99}],"
                    + "'io_serviced_recursive':[{'op':'Read','value':4}]}"))
        .isEqualTo(new UsageSample.Io(4L, 0L, 3, 8));
  }

  @Test
  void sample_operationsNotCounted_areNotKnown() {
    assertThat(io("{'io_service_bytes_recursive':[],'io_serviced_recursive':null}"))
        .isEqualTo(new UsageSample.Io(null, null, 0, 0));
    assertThat(io("{'io_service_bytes_recursive':null}")).isNull();
  }

  private static UsageSample.@Nullable Io io(String blkio) {
    return sample("'memory_stats':{'usage':1,'limit':2},'blkio_stats':" + blkio).io();
  }

  @Test
  void sample_stopped_isNone() {
    String zeros =
        "{\"read\":\"0001-01-01T00:00:00Z\",\"cpu_stats\":{\"cpu_usage\":{\"total_usage\":0}},"
            + "\"memory_stats\":{}}";
    assertThat(Json.read(zeros, Stats.class).sample(0)).isNull();
  }
}
