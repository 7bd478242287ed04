package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that is no good any more ends the start with what to do, and is left as it is. */
class DamagedDatabaseIT {
  /** What has become of the file. */
  enum Damage {
    CUT_SHORT {
      @Override
      void to(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
          open.setLength(open.length() / 2 + 100);
        }
      }
    },
    GARBAGE {
      @Override
      void to(Path file) throws IOException {
        Files.writeString(file, "not a database ".repeat(1000));
      }
    },
    EMPTY {
      @Override
      void to(Path file) throws IOException {
        Files.write(file, new byte[0]);
      }
    };

    abstract void to(Path file) throws IOException;
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void damagedDatabase_endsTheStart_andIsNotTouched(Damage damage) throws IOException {
    Product first = Product.start("damaged-" + damage);
    new Api(first).makeKey("some", "viewer", "");
    first.stop();
    Path file = first.dataDir().resolve("tianniu.db");
    damage.to(file);
    Map<String, String> before = database(first.dataDir());

    assertThatThrownBy(first::startAgain)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("restore it from a backup");

    assertThat(database(first.dataDir())).isEqualTo(before);
  }

  /** The bytes of the database's files. */
  private static Map<String, String> database(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path one : all.toList()) {
        if (one.getFileName().toString().startsWith("tianniu.db")) {
          String text = new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1);
          files.put(one.getFileName().toString(), text);
        }
      }
    }
    return files;
  }
}
