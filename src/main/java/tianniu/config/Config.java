package tianniu.config;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything the server was told, checked for form.
 *
 * @param dataDir absolute
 * @param adminKey null when the server is to make one and keep it in the data directory
 * @param volumeRoots absolute; bind mounts must lie under one of them; may be empty
 * @param unhealthyRestarts how often in a row an unhealthy container may be restarted
 * @param dockerHost {@code unix:///path} or {@code tcp://host:port}
 * @param dockerCertPath holds ca.pem, cert.pem and key.pem; set whenever TLS is on
 * @param publicUrl scheme and authority for links in answers; null to take the request's own host
 * @param demo whether to run on the engine in memory
 * @param configFile that was read; null when there was none
 */
public record Config(
    ListenAddress listen,
    Path dataDir,
    @Nullable Secret adminKey,
    Storage storage,
    Web web,
    List<Path> volumeRoots,
    NewContainers newContainers,
    int unhealthyRestarts,
    String dockerHost,
    boolean dockerTlsVerify,
    @Nullable Path dockerCertPath,
    @Nullable URI publicUrl,
    boolean demo,
    LogLevel logLevel,
    LogFormat logFormat,
    @Nullable Path configFile) {

  public Config {
    volumeRoots = List.copyOf(volumeRoots);
  }

  /**
   * Where the state is kept.
   *
   * @param databaseUrl of PostgreSQL, with its password; null for SQLite in the data directory
   * @param masterKey null when the server is to make one and keep it in the data directory
   * @param auditDays how long the audit keeps its entries
   */
  public record Storage(@Nullable Secret databaseUrl, @Nullable Secret masterKey, int auditDays) {}

  /**
   * How clients come in.
   *
   * @param tlsCert and tlsKey PEM files; both null to serve plain HTTP
   * @param corsOrigins whose pages may call from a browser
   * @param trustedProxies addresses or networks whose word on the client's address is believed
   */
  public record Web(
      @Nullable Path tlsCert,
      @Nullable Path tlsKey,
      List<URI> corsOrigins,
      List<String> trustedProxies) {
    public Web {
      corsOrigins = List.copyOf(corsOrigins);
      trustedProxies = List.copyOf(trustedProxies);
    }
  }

  /**
   * What containers are made with, whatever their maker asks for.
   *
   * @param pidsLimit 0 for none
   * @param newPrivileges whether programs may gain privileges, by setuid
   * @param hostNetwork whether they may share the host's network
   */
  public record NewContainers(int pidsLimit, boolean newPrivileges, boolean hostNetwork) {}

  /**
   * Reads the settings of a process.
   *
   * @param flags the flags that were given, by name with dashes
   * @throws ConfigException when a setting cannot be used
   */
  public static Config load(Map<String, String> flags, Map<String, String> environment) {
    return load(
        flags,
        environment,
        System.getProperty("user.name", ""),
        Path.of(System.getProperty("user.home", "/")));
  }

  /** The settings by their keys, as the file would have them; without the secret ones. */
  public Map<String, String> shown() {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("listen", listen.toString());
    shown.put("data-dir", dataDir.toString());
    shown.put("audit-days", Integer.toString(storage.auditDays()));
    if (web.tlsCert() != null && web.tlsKey() != null) {
      shown.put("tls-cert", web.tlsCert().toString());
      shown.put("tls-key", web.tlsKey().toString());
    }
    shown.put("cors-origins", web.corsOrigins().stream().map(URI::toString).collect(joining(",")));
    shown.put("trusted-proxies", String.join(",", web.trustedProxies()));
    shown.put("volume-roots", volumeRoots.stream().map(Path::toString).collect(joining(":")));
    shown.put("container-pids-limit", Integer.toString(newContainers.pidsLimit()));
    shown.put("container-new-privileges", Boolean.toString(newContainers.newPrivileges()));
    shown.put("container-host-network", Boolean.toString(newContainers.hostNetwork()));
    shown.put("unhealthy-restarts", Integer.toString(unhealthyRestarts));
    shown.put("docker-host", dockerHost);
    shown.put("docker-tls-verify", Boolean.toString(dockerTlsVerify));
    if (dockerCertPath != null) {
      shown.put("docker-cert-path", dockerCertPath.toString());
    }
    if (publicUrl != null) {
      shown.put("public-url", publicUrl.toString());
    }
    shown.put("demo", Boolean.toString(demo));
    shown.put("log-level", logLevel.name().toLowerCase(Locale.ROOT));
    shown.put("log-format", logFormat.name().toLowerCase(Locale.ROOT));
    return shown;
  }

  static Config load(
      Map<String, String> flags, Map<String, String> environment, String user, Path home) {
    Sources sources = Sources.of(flags, environment);
    boolean tls = sources.find(Settings.DOCKER_TLS_VERIFY).orElseThrow();
    return new Config(
        sources.find(Settings.LISTEN).orElseThrow(),
        sources.find(Settings.DATA_DIR).orElseGet(() -> dataDir(environment, user, home)),
        sources.find(Settings.ADMIN_KEY).orElse(null),
        storage(sources),
        web(sources),
        sources.find(Settings.VOLUME_ROOTS).orElseThrow(),
        new NewContainers(
            sources.find(Settings.PIDS_LIMIT).orElseThrow(),
            sources.find(Settings.NEW_PRIVILEGES).orElseThrow(),
            sources.find(Settings.HOST_NETWORK).orElseThrow()),
        sources.find(Settings.UNHEALTHY_RESTARTS).orElseThrow(),
        sources.find(Settings.DOCKER_HOST).orElseThrow(),
        tls,
        sources.find(Settings.DOCKER_CERT_PATH).orElse(tls ? home.resolve(".docker") : null),
        sources.find(Settings.PUBLIC_URL).orElse(null),
        sources.find(Settings.DEMO).orElseThrow(),
        sources.find(Settings.LOG_LEVEL).orElseThrow(),
        sources.find(Settings.LOG_FORMAT).orElseThrow(),
        sources.find(Settings.CONFIG).orElse(null));
  }

  private static Storage storage(Sources sources) {
    return new Storage(
        sources.find(Settings.DATABASE_URL).map(Secret::new).orElse(null),
        sources.find(Settings.MASTER_KEY).orElse(null),
        sources.find(Settings.AUDIT_DAYS).orElseThrow());
  }

  private static Web web(Sources sources) {
    Path cert = sources.find(Settings.TLS_CERT).orElse(null);
    Path key = sources.find(Settings.TLS_KEY).orElse(null);
    if ((cert == null) != (key == null)) {
      throw new ConfigException("tls-cert and tls-key must be given together");
    }
    return new Web(
        cert,
        key,
        sources.find(Settings.CORS_ORIGINS).orElseThrow(),
        sources.find(Settings.TRUSTED_PROXIES).orElseThrow());
  }

  private static Path dataDir(Map<String, String> environment, String user, Path home) {
    if ("root".equals(user)) {
      return Path.of("/var/lib/tianniu");
    }
    String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
    // The XDG specification has a relative path count as not set.
    Path base = xdg.startsWith("/") ? Path.of(xdg) : home.resolve(".local/share");
    return base.resolve("tianniu");
  }
}
