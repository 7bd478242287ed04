package tianniu.system;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Tells of each test in one line as soon as it ends, and writes a report for each class as Maven's
 * are, as far as {@code lab/matrix} reads them.
 */
final class GuestReport implements TestExecutionListener {
  private final Path folder;
  private final PrintStream out;
  private final Map<String, Long> began = new ConcurrentHashMap<>();
  private final Map<String, List<Result>> results = new LinkedHashMap<>();

  GuestReport(Path folder, PrintStream out) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.out = out;
  }

  /** What became of one test; {@code trouble} is empty when it passed. */
  private record Result(String name, double seconds, String trouble) {
    boolean passed() {
      return trouble.isEmpty();
    }
  }

  boolean allPassed() {
    return !results.isEmpty()
        && results.values().stream().flatMap(List::stream).allMatch(Result::passed);
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    began.put(test.getUniqueId(), System.nanoTime());
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult end) {
    Optional<String> owner = owner(test);
    if (owner.isEmpty()) {
      return;
    }
    // A class is told of as a test when it could not be set up or cleared away.
    if (test.isTest() || end.getStatus() != Status.SUCCESSFUL) {
      add(owner.get(), new Result(name(test), seconds(test), trouble(end)));
    }
    if (test.getSource().orElseThrow() instanceof ClassSource) {
      close(owner.get(), seconds(test));
    }
  }

  private void add(String owner, Result result) {
    results.computeIfAbsent(owner, _ -> new ArrayList<>()).add(result);
    out.printf(
        "CHECK %-5s %6.1f s  %s.%s%n",
        result.passed() ? "ok" : "WRONG", result.seconds(), simple(owner), result.name());
    if (!result.passed()) {
      out.println(result.trouble());
    }
    out.flush();
  }

  private void close(String owner, double seconds) {
    List<Result> all = results.getOrDefault(owner, List.of());
    long passed = all.stream().filter(Result::passed).count();
    out.printf("CHECK %s: %d of %d pass, %.0f s%n", simple(owner), passed, all.size(), seconds);
    out.flush();
    try {
      Files.writeString(folder.resolve("TEST-" + owner + ".xml"), xml(owner, all, seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String xml(String owner, List<Result> all, double seconds) {
    long failures = all.stream().filter(result -> !result.passed()).count();
    StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text.append(
        "<testsuite name=\"%s\" time=\"%.3f\" tests=\"%d\" errors=\"0\" skipped=\"0\" failures=\"%d\">%n"
            .formatted(owner, seconds, all.size(), failures));
    for (Result result : all) {
      text.append(
          "  <testcase name=\"%s\" classname=\"%s\" time=\"%.3f\">%n"
              .formatted(escaped(result.name()), owner, result.seconds()));
      if (!result.passed()) {
        text.append("    <failure>%s</failure>%n".formatted(escaped(result.trouble())));
      }
      text.append("  </testcase>\n");
    }
    return text.append("</testsuite>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replaceAll("[\\p{Cntrl}&&[^\n]]", " ");
  }

  private double seconds(TestIdentifier test) {
    return (System.nanoTime() - began.getOrDefault(test.getUniqueId(), System.nanoTime())) / 1e9;
  }

  private static Optional<String> owner(TestIdentifier test) {
    return switch (test.getSource().orElse(null)) {
      case MethodSource method -> Optional.of(method.getClassName());
      case ClassSource type -> Optional.of(type.getClassName());
      case null, default -> Optional.empty();
    };
  }

  /** The method, and the arguments when it has some. */
  private static String name(TestIdentifier test) {
    if (!(test.getSource().orElseThrow() instanceof MethodSource method)) {
      return "(the class)";
    }
    String shown = test.getDisplayName().replaceAll("\\p{Cntrl}", " ");
    return shown.startsWith(method.getMethodName())
        ? method.getMethodName()
        : method.getMethodName() + "(" + shown + ")";
  }

  private static String simple(String owner) {
    return owner.substring(owner.lastIndexOf('.') + 1);
  }

  private static String trouble(TestExecutionResult end) {
    return end.getThrowable()
        .map(
            thrown -> {
              StringWriter text = new StringWriter();
              thrown.printStackTrace(new PrintWriter(text));
              return text.toString();
            })
        .orElse(end.getStatus() == Status.SUCCESSFUL ? "" : end.getStatus().toString());
  }
}
