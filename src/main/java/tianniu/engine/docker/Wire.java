package tianniu.engine.docker;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Docker's JSON as records, with the fields that are used and no others. Durations are in ns. */
final class Wire {
  private Wire() {}

  record Message(@JsonProperty("message") @Nullable String message) {}

  record Version(
      @Nullable String version, @JsonProperty("MinAPIVersion") @Nullable String minApiVersion) {}

  record Machine(
      @JsonProperty("NCPU") int cpus,
      long memTotal,
      @Nullable String serverVersion,
      @Nullable String dockerRootDir,
      @Nullable String indexServerAddress,
      @Nullable Registries registryConfig) {}

  record Registries(@Nullable Map<String, Registry> indexConfigs) {}

  record Registry(boolean official) {}

  record Identity(@JsonProperty("Id") @Nullable String id) {}

  /** Of {@code GET /containers/json}. */
  record Listed(
      String id,
      @Nullable List<String> names,
      @Nullable String state,
      @Nullable String status,
      @Nullable List<ListedPort> ports,
      @Nullable Networks networkSettings) {}

  record ListedPort(
      @JsonProperty("IP") @Nullable String ip,
      int privatePort,
      int publicPort,
      @Nullable String type) {}

  /** Of {@code GET /containers/{id}/json}. */
  record Inspected(
      String id,
      @Nullable String name,
      @Nullable String created,
      @Nullable String image,
      @Nullable String logPath,
      long restartCount,
      State state,
      Config config,
      HostConfig hostConfig,
      @Nullable List<MountPoint> mounts,
      @Nullable Networks networkSettings) {}

  record State(
      @Nullable String status,
      @JsonProperty("OOMKilled") boolean oomKilled,
      long pid,
      long exitCode,
      @Nullable String error,
      @Nullable String startedAt,
      @Nullable String finishedAt,
      @Nullable Health health) {}

  record Health(@Nullable String status, long failingStreak, @Nullable List<HealthResult> log) {}

  record HealthResult(@Nullable String end, long exitCode, @Nullable String output) {}

  record MountPoint(
      @Nullable String type,
      @Nullable String name,
      @Nullable String source,
      @Nullable String destination,
      @JsonProperty("RW") boolean writable) {}

  record Networks(
      @Nullable Map<String, Endpoint> networks,
      @Nullable Map<String, @Nullable List<Binding>> ports) {}

  record Endpoint(
      @JsonProperty("NetworkID") @Nullable String networkId,
      @JsonProperty("IPAddress") @Nullable String ipAddress,
      @JsonProperty("GlobalIPv6Address") @Nullable String globalIpv6Address) {}

  record Binding(@Nullable String hostIp, @Nullable String hostPort) {}

  /** A container's own part: read in an inspection, written in a creation. */
  record Config(
      @Nullable String hostname,
      @Nullable String user,
      @Nullable Boolean tty,
      @Nullable List<String> env,
      @Nullable List<String> cmd,
      @Nullable Healthcheck healthcheck,
      @Nullable String image,
      @Nullable String workingDir,
      @Nullable List<String> entrypoint,
      @Nullable Map<String, String> labels) {}

  record Healthcheck(
      @Nullable List<String> test,
      @Nullable Long interval,
      @Nullable Long timeout,
      @Nullable Long retries) {}

  /** The engine's part of a container, as an inspection has it. */
  record HostConfig(
      @Nullable String networkMode,
      @Nullable Map<String, @Nullable List<Binding>> portBindings,
      @Nullable Policy restartPolicy,
      @Nullable Long memory,
      @Nullable Long nanoCpus,
      @Nullable Long cpuQuota,
      @Nullable Long cpuPeriod,
      @Nullable List<Mount> mounts,
      @Nullable LogConfig logConfig,
      @Nullable Boolean privileged,
      @Nullable String pidMode,
      @Nullable String ipcMode,
      @JsonProperty("UTSMode") @Nullable String utsMode,
      @Nullable String usernsMode,
      @Nullable List<Device> devices,
      @Nullable List<Device> deviceRequests,
      @Nullable List<String> deviceCgroupRules,
      @Nullable List<String> capAdd,
      @Nullable List<String> securityOpt,
      @Nullable List<String> readonlyPaths) {}

  record Device() {}

  /** The engine's part of a container that is to be made. */
  record HostSettings(
      String networkMode,
      Map<String, @Nullable List<Binding>> portBindings,
      Policy restartPolicy,
      @Nullable Long memory,
      @Nullable Long nanoCpus,
      List<Mount> mounts,
      List<String> securityOpt,
      @Nullable Long pidsLimit) {}

  record Policy(@Nullable String name, long maximumRetryCount) {}

  record Mount(
      @Nullable String type, @Nullable String source, @Nullable String target, boolean readOnly) {}

  record LogConfig(@Nullable String type, @Nullable Map<String, String> config) {}

  /** The body of {@code POST /containers/create}: a {@link Config} and more on one level. */
  record Creation(
      @com.fasterxml.jackson.annotation.JsonUnwrapped Config config,
      Map<String, Map<String, String>> exposedPorts,
      HostSettings hostConfig) {}

  /** Of {@code GET /images/{name}/json}. */
  record Image(@Nullable ImageConfig config) {}

  record ImageConfig(@Nullable List<String> env, @Nullable Map<String, String> labels) {}

  record Network(@Nullable String name, @Nullable String driver) {}

  /** Of {@code GET /volumes/{name}}. */
  record Volume(
      @Nullable String name,
      @Nullable String driver,
      @Nullable Map<String, String> labels,
      @Nullable Map<String, String> options) {}

  /** A line of {@code GET /events}. */
  record Event(
      @Nullable String type,
      @Nullable String action,
      @Nullable Actor actor,
      @JsonProperty("time") long time,
      @JsonProperty("timeNano") long timeNano) {}

  record Actor(@JsonProperty("ID") @Nullable String id, @Nullable Map<String, String> attributes) {}

  /** A line of {@code POST /images/create}. */
  record Progress(
      @JsonProperty("status") @Nullable String status,
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("error") @Nullable String error,
      @JsonProperty("progressDetail") @Nullable ProgressDetail progressDetail) {}

  /** In bytes. */
  record ProgressDetail(@JsonProperty("current") long current, @JsonProperty("total") long total) {}

  /** The body of {@code POST /containers/{id}/exec}. */
  record ExecCreation(
      boolean attachStdin,
      boolean attachStdout,
      boolean attachStderr,
      boolean tty,
      List<String> cmd,
      List<String> env,
      @Nullable String workingDir,
      @Nullable String user) {}

  record ExecStart(boolean detach, boolean tty) {}

  /** Of {@code GET /exec/{id}/json}. */
  record Exec(boolean running, @Nullable Integer exitCode, long pid) {}
}
