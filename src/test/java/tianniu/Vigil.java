package tianniu;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests wait without a limit, so that a slow machine fails none of them. This ends a run in which
 * nothing has come to its end for so long that nothing will, and shows what every thread was doing.
 */
final class Vigil {
  /** The longest test takes two minutes. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private final Duration limit;
  private volatile String last = "the start";
  private volatile long at = System.nanoTime();

  /**
   * @param end gets what was last heard before the silence
   */
  Vigil(Duration limit, Consumer<String> end) {
    this.limit = limit;
    Thread.ofPlatform().daemon().name("vigil").start(() -> watch(end));
  }

  private void watch(Consumer<String> end) {
    for (long left = left(); left > 0; left = left()) {
      LockSupport.parkNanos(left);
    }
    end.accept(last);
  }

  private long left() {
    return limit.toNanos() - (System.nanoTime() - at);
  }

  private static void end(String last) {
    // Not System.err, of which the last words would be lost with the process.
    try (PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)) {
      out.println("No test has come to its end for " + LIMIT + ", since " + last);
      out.println(threads());
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }

  private static String threads() {
    try {
      Path dump = Files.createTempDirectory("stuck").resolve("threads");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
      return Files.readString(dump);
    } catch (IOException e) {
      return "The threads cannot be shown: " + e;
    }
  }

  private void heard(String what) {
    last = what;
    at = System.nanoTime();
  }

  /** Tells the one vigil of this JVM of every test. */
  public static final class OverTests
      implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Vigil VIGIL = new Vigil(LIMIT, Vigil::end);

    private static void heard(String what, ExtensionContext context) {
      VIGIL.heard(
          what
              + " of "
              + context.getRequiredTestClass().getName()
              + " "
              + context.getDisplayName());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
      heard("the start", context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
      heard("the start", context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
      heard("the end", context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
      heard("the end", context);
    }
  }
}
