package tianniu.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tianniu.engine.ReservedLabels;

class ReservedLabelsTest {
  @Test
  void prefix_ofOurLabels_isWrittenOnce() throws IOException {
    List<String> places = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(Path.of("src/main/java"))) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file).contains('"' + ReservedLabels.PREFIX + '"')) {
          places.add(file.getFileName().toString());
        }
      }
    }
    assertThat(places).containsExactly("ReservedLabels.java");
  }
}
