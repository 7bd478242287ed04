package tianniu.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The table of everything that can be set; flags, help and the file's keys all come from here. */
public final class Settings {
  static final Setting<Path> CONFIG =
      new Setting<>(
          "--config",
          "TIANNIU_CONFIG",
          null,
          "FILE",
          "Read settings from this file: lines of \"key = value\", # for comments.",
          "the path of a file",
          null,
          Values::path);

  static final Setting<ListenAddress> LISTEN =
      new Setting<>(
          "--listen",
          "TIANNIU_LISTEN",
          "listen",
          "HOST:PORT",
          "Where the API listens. Port 0 takes a free one; IPv6 stands in brackets.",
          "HOST:PORT with a port from 0 to 65535 and an IPv6 address in brackets",
          "127.0.0.1:8080",
          ListenAddress::parse);

  static final Setting<Path> DATA_DIR =
      new Setting<>(
          "--data-dir",
          "TIANNIU_DATA_DIR",
          "data-dir",
          "DIR",
          "Where the server keeps its state. Default: /var/lib/tianniu for root, else"
              + " $XDG_DATA_HOME/tianniu or ~/.local/share/tianniu.",
          "the path of a directory",
          null,
          Values::path);

  static final Setting<Secret> ADMIN_KEY =
      new Setting<>(
          null,
          "TIANNIU_ADMIN_KEY",
          "admin-key",
          "KEY",
          "The administrator's API key. Default: made once, kept in admin.key in the data directory.",
          "16 to 256 printable ASCII characters without spaces",
          null,
          Values::secret);

  static final Setting<String> DATABASE_URL =
      new Setting<>(
          null,
          "TIANNIU_DATABASE_URL",
          "database-url",
          "URL",
          "A PostgreSQL database: postgresql://user:password@host:port/name. Default: SQLite in the data directory.",
          "postgresql://user:password@host:port/name",
          null,
          Values::databaseUrl);

  static final Setting<Secret> MASTER_KEY =
      new Setting<>(
          null,
          "TIANNIU_MASTER_KEY",
          "master-key",
          "KEY",
          "What secrets are encrypted with. Default: made once, kept in master.key in the data directory.",
          "16 to 256 printable ASCII characters without spaces",
          null,
          Values::secret);

  static final Setting<Integer> AUDIT_DAYS =
      new Setting<>(
          "--audit-days",
          "TIANNIU_AUDIT_DAYS",
          "audit-days",
          "DAYS",
          "How long the audit keeps its entries.",
          "a whole number of days from 1 to 3650",
          "365",
          text -> Values.integer(text, 1, 3650));

  static final Setting<Path> TLS_CERT =
      new Setting<>(
          "--tls-cert",
          "TIANNIU_TLS_CERT",
          "tls-cert",
          "FILE",
          "Serve HTTPS with this certificate chain (PEM); read again when it changes.",
          "the path of a file",
          null,
          Values::path);

  static final Setting<Path> TLS_KEY =
      new Setting<>(
          "--tls-key",
          "TIANNIU_TLS_KEY",
          "tls-key",
          "FILE",
          "The private key of the certificate (PEM, PKCS#8).",
          "the path of a file",
          null,
          Values::path);

  static final Setting<List<URI>> CORS_ORIGINS =
      new Setting<>(
          "--cors-origins",
          "TIANNIU_CORS_ORIGINS",
          "cors-origins",
          "URLS",
          "Pages of these origins may call the API from a browser; separated by commas. Default: none.",
          "http or https origins separated by commas, or empty",
          "",
          Values::origins);

  static final Setting<List<String>> TRUSTED_PROXIES =
      new Setting<>(
          "--trusted-proxies",
          "TIANNIU_TRUSTED_PROXIES",
          "trusted-proxies",
          "NETWORKS",
          "Believe X-Forwarded-For and X-Forwarded-Proto from these addresses or networks; separated by commas.",
          "IP addresses or networks such as 10.0.0.0/8 separated by commas, or empty",
          "",
          Values::networks);

  static final Setting<Integer> PIDS_LIMIT =
      new Setting<>(
          "--container-pids-limit",
          "TIANNIU_CONTAINER_PIDS_LIMIT",
          "container-pids-limit",
          "NUMBER",
          "The most processes a new container may have; 0 for no limit, which lets one fill the host.",
          "a whole number from 0 to 4194304",
          "4096",
          text -> Values.integer(text, 0, 4194304));

  static final Setting<Boolean> NEW_PRIVILEGES =
      new Setting<>(
          "--container-new-privileges",
          "TIANNIU_CONTAINER_NEW_PRIVILEGES",
          "container-new-privileges",
          "",
          "Let programs in new containers gain privileges, by setuid such as sudo's.",
          "true or false",
          "false",
          Values::bool);

  static final Setting<Boolean> HOST_NETWORK =
      new Setting<>(
          "--container-host-network",
          "TIANNIU_CONTAINER_HOST_NETWORK",
          "container-host-network",
          "",
          "Let new containers share the host's network.",
          "true or false",
          "false",
          Values::bool);

  static final Setting<Integer> UNHEALTHY_RESTARTS =
      new Setting<>(
          "--unhealthy-restarts",
          "TIANNIU_UNHEALTHY_RESTARTS",
          "unhealthy-restarts",
          "NUMBER",
          "How often in a row an unhealthy container is restarted that asks for it; 0 for never.",
          "a whole number from 0 to 1000",
          "5",
          text -> Values.integer(text, 0, 1000));

  static final Setting<List<Path>> VOLUME_ROOTS =
      new Setting<>(
          "--volume-roots",
          "TIANNIU_VOLUME_ROOTS",
          "volume-roots",
          "DIRS",
          "Bind mounts must lie under one of these; separated by : or , and empty for none.",
          "absolute paths separated by \":\" or \",\", or empty",
          "/data",
          Values::absolutePaths);

  static final Setting<String> DOCKER_HOST =
      new Setting<>(
          "--docker-host",
          "DOCKER_HOST",
          "docker-host",
          "ADDRESS",
          "The Docker engine: unix:///path or tcp://host:port.",
          "unix:///absolute/path or tcp://host:port",
          "unix:///var/run/docker.sock",
          Values::engineAddress);

  static final Setting<Boolean> DOCKER_TLS_VERIFY =
      new Setting<>(
          "--docker-tls-verify",
          "DOCKER_TLS_VERIFY",
          "docker-tls-verify",
          "",
          "Speak TLS to a tcp engine and check its certificate.",
          "true or false",
          "false",
          Values::bool);

  static final Setting<Path> DOCKER_CERT_PATH =
      new Setting<>(
          "--docker-cert-path",
          "DOCKER_CERT_PATH",
          "docker-cert-path",
          "DIR",
          "Where ca.pem, cert.pem and key.pem lie. Default: ~/.docker when TLS is on.",
          "the path of a directory",
          null,
          Values::path);

  static final Setting<URI> PUBLIC_URL =
      new Setting<>(
          "--public-url",
          "TIANNIU_PUBLIC_URL",
          "public-url",
          "URL",
          "How clients reach the server, for links in answers. Default: the request's own host.",
          "an http or https URL without user, path or query",
          null,
          Values::origin);

  static final Setting<Boolean> DEMO =
      new Setting<>(
          "--demo",
          "TIANNIU_DEMO",
          "demo",
          "",
          "Run on an engine in memory that only plays at containers; needs no Docker.",
          "true or false",
          "false",
          Values::bool);

  static final Setting<LogLevel> LOG_LEVEL =
      new Setting<>(
          "--log-level",
          "TIANNIU_LOG_LEVEL",
          "log-level",
          "LEVEL",
          "error, warn, info or debug.",
          "error, warn, info or debug",
          "info",
          text -> Values.oneOf(LogLevel.class, text));

  static final Setting<LogFormat> LOG_FORMAT =
      new Setting<>(
          "--log-format",
          "TIANNIU_LOG_FORMAT",
          "log-format",
          "FORMAT",
          "text or json; both go to standard error.",
          "text or json",
          "text",
          text -> Values.oneOf(LogFormat.class, text));

  /** Every setting, in the order of the help. */
  public static final List<Setting<?>> ALL =
      List.of(
          LISTEN,
          DATA_DIR,
          ADMIN_KEY,
          DATABASE_URL,
          MASTER_KEY,
          AUDIT_DAYS,
          TLS_CERT,
          TLS_KEY,
          CORS_ORIGINS,
          TRUSTED_PROXIES,
          VOLUME_ROOTS,
          PIDS_LIMIT,
          NEW_PRIVILEGES,
          HOST_NETWORK,
          UNHEALTHY_RESTARTS,
          DOCKER_HOST,
          DOCKER_TLS_VERIFY,
          DOCKER_CERT_PATH,
          PUBLIC_URL,
          DEMO,
          LOG_LEVEL,
          LOG_FORMAT,
          CONFIG);

  private Settings() {}

  static Optional<Setting<?>> byKey(String key) {
    return ALL.stream().filter(setting -> key.equals(setting.key())).findFirst();
  }
}
