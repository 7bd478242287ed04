package tianniu.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Files that one reads in a sitting, and methods that one sees at a glance. */
class SourceSizeTest {
  private static final int MAX_FILE_LINES = 400;
  private static final int MAX_METHOD_LINES = 50;

  /** The one table from fault to status and code, which is as long as there are faults. */
  private static final String FAULT_TABLE = "FaultReply.java: of";

  @Test
  void sources_length_isAtMost400Lines() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources()) {
      long lines = Files.readAllLines(file).size();
      if (lines > MAX_FILE_LINES) {
        tooLong.add(file + " has " + lines + " lines");
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void methods_length_isAtMost50Lines() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> tooLong = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> java = sources().stream().filter(SourceSizeTest::isJava).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(java));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new LongMethods(unit, positions, tooLong).scan(unit, null);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  private static boolean isJava(Path file) {
    return file.toString().endsWith(".java");
  }

  /** The product's, its tests' and the shell's; the API document is as long as the API. */
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    sources.add(Path.of("tianniu"));
    for (String folder : List.of("src", "lab", ".ci")) {
      try (Stream<Path> walk = Files.walk(Path.of(folder))) {
        walk.filter(Files::isRegularFile)
            .filter(file -> isJava(file) || !file.startsWith("src"))
            .filter(file -> !file.toString().matches(".*\\.(ya?ml|md|json)"))
            .forEach(sources::add);
      }
    }
    return sources;
  }

  private static final class LongMethods extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> tooLong;

    LongMethods(CompilationUnitTree unit, SourcePositions positions, List<String> tooLong) {
      this.unit = unit;
      this.positions = positions;
      this.tooLong = tooLong;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
      LineMap map = unit.getLineMap();
      long end = positions.getEndPosition(unit, method);
      if (end > 0 && method.getBody() != null) {
        long first = map.getLineNumber(positions.getStartPosition(unit, method.getBody()));
        long lines = map.getLineNumber(end) - first + 1;
        String name = unit.getSourceFile().getName() + ": " + method.getName();
        if (lines > MAX_METHOD_LINES && !name.endsWith(FAULT_TABLE)) {
          tooLong.add(name + " has " + lines + " lines");
        }
      }
      return super.visitMethod(method, null);
    }
  }
}
