package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the data directory is full: writes are refused, reads go on, and room heals it. */
@SystemTest
class FullDiskIT {
  private static final Duration HEALED = Patience.of(Duration.ofMinutes(1));

  @TempDir Path disk;

  @Test
  void fullDisk_refusesWritesAlone_untilThereIsRoom() throws IOException, InterruptedException {
    run("mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs", disk.toString());
    try {
      Map<String, String> settings = Map.of("TIANNIU_DATA_DIR", disk.toString());
      try (Product product = Product.start("full", settings)) {
        Api api = new Api(product);
        String id = api.sleeper();
        Path filler = fill();

        Answer refused = api.create(Body.sleeper("full"));
        isToldOfTheDisk(refused);
        assertThat(refused.header("Retry-After")).matches("\\d+");
        isToldOfTheDisk(api.put("/quotas/full", "{\"labels\":{\"a\":\"b\"},\"containers\":2}"));
        assertThat(api.status(id)).isEqualTo("running");
        api.get("/containers?limit=100").ok();

        Files.delete(filler);
        await()
            .atMost(HEALED)
            .ignoreExceptions()
            .untilAsserted(() -> api.running(Body.sleeper("room")));
        assertThat(api.get("/audit?limit=1").ok().path("entries")).isNotEmpty();
      }
    } finally {
      run("umount", disk.toString());
    }
  }

  private static void isToldOfTheDisk(Answer refused) {
    assertThat(refused.refused("STORE_UNAVAILABLE").path("message").asString())
        .isEqualTo("The disk with the server's database is full");
  }

  private Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    byte[] some = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(some);
      }
    } catch (IOException _) {
      return filler;
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
        .as(String.join(" ", command))
        .isZero();
  }
}
