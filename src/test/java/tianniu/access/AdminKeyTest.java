package tianniu.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.config.Secret;

class AdminKeyTest {
  @TempDir Path home;

  @Test
  void loadOrCreate_nothingThere_makesOneThatOnlyItsOwnerReads() throws IOException {
    Path dataDir = home.resolve("new");

    Secret key = AdminKey.loadOrCreate(dataDir, null).text();

    assertThat(key.reveal()).matches("tn_[0-9a-v]{12}_[0-9A-Za-z]{49}");
    assertThat(Files.readString(AdminKey.file(dataDir)).strip()).isEqualTo(key.reveal());
    assertThat(mode(dataDir)).isEqualTo("rw-------");
  }

  @Test
  void loadOrCreate_again_keepsIt() throws IOException {
    Secret first = AdminKey.loadOrCreate(home, null).text();

    assertThat(AdminKey.loadOrCreate(home, null).text().reveal()).isEqualTo(first.reveal());
  }

  @Test
  void loadOrCreate_otherHome_makesAnother() throws IOException {
    assertThat(AdminKey.loadOrCreate(home.resolve("a"), null).text().reveal())
        .isNotEqualTo(AdminKey.loadOrCreate(home.resolve("b"), null).text().reveal());
  }

  @Test
  void loadOrCreate_configured_replacesTheKeptOneForGood() throws IOException {
    AdminKey.loadOrCreate(home, null);
    Secret configured = new Secret("configured-key-0123");

    assertThat(AdminKey.loadOrCreate(home, configured).text().reveal())
        .isEqualTo("configured-key-0123");

    assertThat(AdminKey.loadOrCreate(home, null).text().reveal()).isEqualTo("configured-key-0123");
    assertThat(mode(home)).isEqualTo("rw-------");
  }

  @Test
  void loadOrCreate_halfWrittenByACrash_isLeftBehind() throws IOException {
    Files.writeString(home.resolve("admin.key.part"), "tn_ha");

    assertThat(AdminKey.loadOrCreate(home, null).text().reveal()).hasSize(65);
    assertThat(home.resolve("admin.key.part")).doesNotExist();
  }

  @Test
  void loadOrCreate_emptyFile_saysWhatToDo() throws IOException {
    Files.writeString(AdminKey.file(home), "\n");

    assertThatThrownBy(() -> AdminKey.loadOrCreate(home, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("admin.key")
        .hasMessageContaining("delete it");
  }

  private static String mode(Path dataDir) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(AdminKey.file(dataDir)));
  }
}
