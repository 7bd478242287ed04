package tianniu.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate with its chain, and its key, from two PEM files.
 *
 * @param chain the server's own certificate first
 */
record PemPair(List<X509Certificate> chain, PrivateKey key) {
  private static final char[] NO_PASSWORD = {};
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----");
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN CERTIFICATE-----");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  PemPair {
    chain = List.copyOf(chain);
  }

  /**
   * Reads the files.
   *
   * @throws IOException when they are not such a pair; one sentence for people
   */
  static PemPair read(Path certificates, Path key) throws IOException {
    PemPair pair = new PemPair(chain(certificates), privateKey(key));
    if (!pair.belongsTogether()) {
      throw new IOException(
          "The key in "
              + key
              + " is not that of the first certificate in "
              + certificates
              + "; the server's own certificate must stand first.");
    }
    return pair;
  }

  X509Certificate certificate() {
    return chain.getFirst();
  }

  SSLContext context() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("a key and certificates in memory make no context", e);
    }
  }

  private static List<X509Certificate> chain(Path file) throws IOException {
    String text = text("certificate", file);
    List<X509Certificate> chain = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      Matcher block = CERTIFICATE.matcher(text);
      while (block.find()) {
        byte[] der = Base64.getMimeDecoder().decode(block.group(1));
        chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw new IOException("The certificate file " + file + " is damaged.", e);
    }
    if (chain.isEmpty() || chain.size() != BEGIN.matcher(text).results().count()) {
      throw new IOException(
          "The certificate file "
              + file
              + (chain.isEmpty() ? " holds no whole PEM certificate." : " is cut short."));
    }
    return chain;
  }

  private static PrivateKey privateKey(Path file) throws IOException {
    String text = text("key", file);
    if (text.contains("ENCRYPTED")) {
      throw new IOException(
          "The key in "
              + file
              + " is encrypted, and nobody is there to type its password: write it without one,"
              + " by \"openssl pkey -in KEY -out PLAIN\", readable by the server alone.");
    }
    if (text.contains("-----BEGIN RSA PRIVATE KEY-----")
        || text.contains("-----BEGIN EC PRIVATE KEY-----")) {
      throw new IOException(
          "The key in "
              + file
              + " is not in PKCS#8: convert it by \"openssl pkcs8 -topk8 -nocrypt -in KEY -out"
              + " CONVERTED\".");
    }
    Matcher block = KEY.matcher(text);
    if (!block.find()) {
      throw new IOException("The key file " + file + " holds no whole PEM private key.");
    }
    try {
      return privateKey(Base64.getMimeDecoder().decode(block.group(1)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "The key in " + file + " is damaged, or is none of RSA, EC, Ed25519 and Ed448.", e);
    }
  }

  private static PrivateKey privateKey(byte[] der) throws GeneralSecurityException {
    GeneralSecurityException refused = new GeneralSecurityException("of no known kind");
    for (String kind : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        refused.addSuppressed(e);
      }
    }
    throw refused;
  }

  private static String text(String what, Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException("The " + what + " file " + file + " does not exist.", e);
    } catch (AccessDeniedException e) {
      throw new IOException("The " + what + " file " + file + " may not be read.", e);
    } catch (IOException e) {
      throw new IOException(
          "The " + what + " file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Whether what the key signs is the certificate's signature. */
  private boolean belongsTogether() {
    PublicKey published = certificate().getPublicKey();
    byte[] sample = "tianniu".getBytes(StandardCharsets.US_ASCII);
    try {
      String algorithm =
          switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
          };
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(published);
      signature.update(sample);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      // Keys of two kinds.
      return false;
    }
  }
}
