package tianniu.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.fault.Mishap;

/**
 * TLS from a certificate and a key in PEM files. Files that change are read again: connections that
 * begin afterwards are shown the new certificate, those that stand go on.
 */
public final class ServerTls {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  /** How long a new certificate waits; watching directories would miss swapped links and mounts. */
  private static final Duration POLL = Duration.ofSeconds(2);

  /** TLS 1.3's, and of TLS 1.2 those with forward secrecy and authenticated encryption. */
  private static final String[] CIPHERS = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
  };

  private final Path certificates;
  private final Path key;
  private final InstantSource clock;
  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private List<FileState> read;
  private final CountDownLatch closed = new CountDownLatch(1);

  private ServerTls(Path certificates, Path key, InstantSource clock) throws IOException {
    this.certificates = certificates;
    this.key = key;
    this.clock = clock;
    this.read = states();
    PemPair pair = PemPair.read(certificates, key);
    factory.setSslContext(pair.context());
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    factory.setIncludeCipherSuites(CIPHERS);
    factory.setRenegotiationAllowed(false);
    tellOf(pair.certificate());
  }

  /**
   * Reads the files.
   *
   * @param certificates the server's own first, then those that vouch for it
   * @throws IOException when they cannot be used; one sentence for people
   */
  public static ServerTls open(Path certificates, Path key, InstantSource clock)
      throws IOException {
    return new ServerTls(certificates, key, clock);
  }

  SslContextFactory.Server factory() {
    return factory;
  }

  /** Begins to look after the files, until it is closed. */
  void watch() {
    Thread.ofVirtual().name("tls-files").start(this::poll);
  }

  private void poll() {
    try {
      while (!closed.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        Mishap.survive(LOG, "the TLS certificate was not looked at", this::check);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Reads the files again if they have changed. A pair that cannot be used, perhaps because half of
   * it is written, is told of once and changes nothing.
   */
  synchronized void check() {
    // Before they are read: what changes in between is seen the next time.
    List<FileState> now = states();
    if (now.equals(read)) {
      return;
    }
    read = now;
    try {
      PemPair pair = PemPair.read(certificates, key);
      factory.reload(same -> same.setSslContext(pair.context()));
      tellOf(pair.certificate());
    } catch (Exception e) {
      LOG.warn("the TLS certificate has changed and the former one stays: {}", e.getMessage());
    }
  }

  private void tellOf(X509Certificate certificate) {
    String name = certificate.getSubjectX500Principal().getName();
    Instant end = certificate.getNotAfter().toInstant();
    if (end.isBefore(clock.instant())) {
      LOG.warn("the TLS certificate of \"{}\" expired on {}", name, end);
    } else {
      LOG.info("TLS with the certificate of \"{}\", valid until {}", name, end);
    }
  }

  private List<FileState> states() {
    return List.of(FileState.of(certificates), FileState.of(key));
  }

  void close() {
    closed.countDown();
  }

  /** By what a change shows; links are followed, as their swap is how certificates are replaced. */
  private record FileState(List<@Nullable Object> marks) {
    static FileState of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileState(Arrays.asList(now.fileKey(), now.lastModifiedTime(), now.size()));
      } catch (IOException _) {
        return new FileState(List.of());
      }
    }
  }
}
