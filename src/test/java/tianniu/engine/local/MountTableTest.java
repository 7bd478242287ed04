package tianniu.engine.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tianniu.engine.MountedPlace;

class MountTableTest {
  private static final String HOST =
      """
      27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
      30 27 254:1 / /data rw,relatime shared:1 - ext4 /dev/vdb rw
      31 27 0:40 /@home /home rw - btrfs /dev/vdc rw
      32 27 254:0 /srv/www /var/www rw - ext4 /dev/vda rw
      """;

  private static List<MountedPlace> locate(String line) {
    return MountTable.parse(HOST).locate(MountTable.parse(line + "\n"));
  }

  @Test
  void locate_folderOfTheRoot_isThere() {
    assertThat(locate("91 74 254:0 /etc /mnt rw - ext4 /dev/vda rw"))
        .containsExactly(new MountedPlace("/mnt", Set.of("/etc")));
  }

  @Test
  void locate_wholeFileSystem_isWhereItIsMounted() {
    assertThat(locate("91 74 254:0 / /mnt rw - ext4 /dev/vda rw").getFirst().places())
        .containsExactly("/");
    assertThat(locate("91 74 254:1 / /mnt rw - ext4 /dev/vdb rw").getFirst().places())
        .containsExactly("/data");
  }

  @Test
  void locate_folderOfAnotherFileSystem_isBelowItsMount() {
    assertThat(locate("91 74 254:1 /a/b /mnt rw - ext4 /dev/vdb rw").getFirst().places())
        .containsExactly("/data/a/b");
    assertThat(locate("91 74 0:40 /@home/x /mnt rw - btrfs /dev/vdc rw").getFirst().places())
        .containsExactly("/home/x");
    assertThat(locate("91 74 0:40 /@homely/x /mnt rw - btrfs /dev/vdc rw").getFirst().places())
        .isEmpty();
  }

  @Test
  void locate_folderMountedTwice_isInBothPlaces() {
    assertThat(locate("91 74 254:0 /srv/www/x /mnt rw - ext4 /dev/vda rw").getFirst().places())
        .containsExactlyInAnyOrder("/srv/www/x", "/var/www/x");
  }

  @Test
  void locate_whatTheHostHasNot_isNowhere() {
    assertThat(locate("75 74 0:42 / /proc rw - proc proc rw").getFirst().places()).isEmpty();
  }

  @Test
  void parse_removedFolder_isWhereItWas() {
    assertThat(locate("91 74 254:1 /a//deleted /mnt rw - ext4 /dev/vdb rw").getFirst().places())
        .containsExactly("/data/a");
  }

  @Test
  void parse_blanksAndForeignLetters_areRead() {
    String line =
        new String(
            "91 74 254:1 /a\\040b/\u5929\u725b /m\\134nt rw - ext4 /dev/vdb rw"
                .getBytes(StandardCharsets.UTF_8),
            StandardCharsets.ISO_8859_1);
    assertThat(locate(line))
        .containsExactly(new MountedPlace("/m\\nt", Set.of("/data/a b/\u5929\u725b")));
  }
}
