package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemPairTest {
  @TempDir static Path scratch;
  private static TestCertificates.Pem one;
  private static TestCertificates.Pem other;

  private final Path certificate = scratch.resolve("tls.crt");
  private final Path key = scratch.resolve("tls.key");

  @BeforeAll
  static void make() throws Exception {
    one = TestCertificates.make(scratch, "one", "EC", "-groupname", "secp256r1");
    other = TestCertificates.make(scratch, "other", "RSA", "-keysize", "2048");
  }

  @BeforeEach
  void write() throws IOException {
    one.write(certificate, key);
  }

  @Test
  void read_pairWithChainAndTextBetween_isTaken() throws IOException {
    Files.writeString(certificate, "Subject: one\n" + one.chain() + "issuer\n" + other.chain());

    PemPair pair = PemPair.read(certificate, key);

    assertThat(pair.certificate()).isEqualTo(one.certificate());
    assertThat(pair.chain()).hasSize(2);
  }

  @Test
  void read_bothInOneFile_isTaken() throws IOException {
    Files.writeString(key, one.key() + one.chain());

    assertThat(PemPair.read(key, key).certificate()).isEqualTo(one.certificate());
  }

  @Test
  void read_everyKindOfKey_isTaken() throws Exception {
    for (String kind : new String[] {"RSA", "EC", "Ed25519", "Ed448"}) {
      TestCertificates.make(scratch, "kind-" + kind, kind).write(certificate, key);

      assertThat(PemPair.read(certificate, key).context()).isNotNull();
    }
  }

  @Test
  void read_keyOfAnother_isRefused() throws IOException {
    Files.writeString(key, other.key());
    refused().hasMessageContaining("is not that of the first certificate");

    other.write(certificate, key);
    Files.writeString(certificate, one.chain() + other.chain());
    refused().hasMessageContaining("must stand first");
  }

  @Test
  void read_encryptedKey_saysHowToDecryptIt() throws IOException {
    Files.writeString(key, one.key().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
    refused().hasMessageContaining("is encrypted").hasMessageContaining("openssl pkey");

    Files.writeString(
        key,
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED

        AAAA
        -----END RSA PRIVATE KEY-----
        """);
    refused().hasMessageContaining("is encrypted");
  }

  @Test
  void read_keyOfAnOlderFormat_saysHowToConvertIt() throws IOException {
    for (String kind : new String[] {"RSA", "EC"}) {
      Files.writeString(key, one.key().replace("PRIVATE KEY", kind + " PRIVATE KEY"));

      refused().hasMessageContaining("openssl pkcs8 -topk8");
    }
  }

  @Test
  void read_filesCutShortOrDamaged_areRefusedInOneSentence() throws IOException {
    Files.writeString(certificate, one.chain().substring(0, 200));
    refused().hasMessageContaining("holds no whole PEM certificate");

    Files.writeString(certificate, one.chain() + other.chain().substring(0, 200));
    refused().hasMessageContaining("is cut short");

    Files.writeString(certificate, TestCertificates.pem("CERTIFICATE", new byte[] {1, 2, 3}));
    refused().hasMessageContaining("is damaged");

    one.write(certificate, key);
    Files.writeString(key, one.key().substring(0, 60));
    refused().hasMessageContaining("holds no whole PEM private key");

    Files.writeString(key, TestCertificates.pem("PRIVATE KEY", new byte[] {1, 2, 3}));
    refused().hasMessageContaining("is damaged");

    Files.delete(key);
    refused().hasMessage("The key file " + key + " does not exist.");
  }

  private AbstractThrowableAssert<?, ?> refused() {
    return assertThatThrownBy(() -> PemPair.read(certificate, key))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(".");
  }
}
