package tianniu.engine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTextTest {
  @TempDir Path dir;
  private final KernelText text = new KernelText();

  private KernelText read(String content) throws IOException {
    Path file = Files.writeString(dir.resolve("file"), content);
    try (FileChannel channel = FileChannel.open(file)) {
      text.read(channel);
    }
    return text;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, 1_234_567_890_123L, Long.MAX_VALUE})
  void onlyNumber_counter_isRead(long number) throws IOException {
    assertThat(read(number + "\n").onlyNumber()).isEqualTo(number);
    assertThat(read("  " + number).onlyNumber()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " ", "max\n", "-1\n", "12x\n", "9223372036854775808\n"})
  void onlyNumber_noCounter_isRefused(String content) throws IOException {
    read(content);
    assertThatThrownBy(text::onlyNumber).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void field_amongLongerAndShorterNames_isTheWholeName() throws IOException {
    read("total_inactive_file_x 1\ntotal_inactive 2\ntotal_inactive_file 3\ninactive_file 4\n");
    assertThat(text.field(KernelText.word("total_inactive_file"))).isEqualTo(3);
    assertThat(text.field(KernelText.word("inactive_file"))).isEqualTo(4);
    assertThat(text.field(KernelText.word("file"))).isEqualTo(-1);
  }

  @Test
  void field_cutOffBeforeItsNumber_isUnknownOrRefused() throws IOException {
    assertThat(read("usage_usec").field(KernelText.word("usage_usec"))).isEqualTo(-1);
    read("usage_usec ");
    assertThatThrownBy(() -> text.field(KernelText.word("usage_usec")))
        .isInstanceOf(NumberFormatException.class);
  }

  @Test
  void read_longerThanItsBuffer_isWhole() throws IOException {
    read("filler 1\n".repeat(10_000) + "last 5\n");
    assertThat(text.field(KernelText.word("last"))).isEqualTo(5);
  }

  @Test
  void read_shorterThanBefore_leavesNothingBehind() throws IOException {
    read("first 1\nsecond 2\n");
    read("first 3\n");
    assertThat(text.field(KernelText.word("first"))).isEqualTo(3);
    assertThat(text.field(KernelText.word("second"))).isEqualTo(-1);
  }

  @Test
  void read_withoutEnd_isRefused() throws IOException {
    try (FileChannel endless = FileChannel.open(Path.of("/dev/zero"))) {
      assertThatThrownBy(() -> text.read(endless)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void skipPastLast_signInNameAndAfter_isTheLast() throws IOException {
    read("eth0:1:42 7\n");
    text.nextLine();
    assertThat(text.skipPastLast(':')).isTrue();
    assertThat(text.number()).isEqualTo(42);
    assertThat(text.skipPastLast(':')).isFalse();
    assertThat(text.number()).isEqualTo(7);
  }
}
