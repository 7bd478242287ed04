package tianniu.engine.memory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.engine.OutputStreamKind;
import tianniu.engine.memory.Script.Part;
import tianniu.engine.memory.Script.SyntaxError;
import tianniu.engine.memory.Script.Word;

/** Runs scripts in a pretended process. */
final class Shell {
  private final PretendedProcess process;
  private final Map<String, String> variables;
  private @Nullable Script trap;
  private int status;

  Shell(PretendedProcess process, Map<String, String> variables) {
    this.process = process;
    this.variables = new LinkedHashMap<>(variables);
    this.variables.putIfAbsent("PWD", process.around().workingDir());
  }

  /** Runs a program by its arguments, as the engine or a shell starts it. */
  int exec(List<String> arguments, Output output) throws Ended {
    Program program = Programs.find(arguments.getFirst());
    if (program == null) {
      return new Invocation(arguments, variables, process, output)
          .complain("sh: " + arguments.getFirst() + ": not found", 127);
    }
    return program.run(new Invocation(arguments, variables, process, output));
  }

  /** Runs the text of a script; what it ends with. */
  int runText(String text, Output output) throws Ended {
    try {
      return run(Parser.parse(text), output);
    } catch (SyntaxError e) {
      output.write(
          OutputStreamKind.STDERR, (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
      return 2;
    }
  }

  private int run(Script script, Output output) throws Ended {
    process.step();
    if (trap != null && process.takeTermination()) {
      Script action = trap;
      trap = null;
      run(action, output);
    }
    status =
        switch (script) {
          case Script.Sequence(List<Script> parts) -> {
            int last = parts.isEmpty() ? 0 : status;
            for (Script part : parts) {
              last = run(part, output);
            }
            yield last;
          }
          case Script.Chain(Script first, boolean and, Script second) -> {
            int code = run(first, output);
            yield (code == 0) == and ? run(second, output) : code;
          }
          case Script.While(Script condition, boolean wanted, Script body) -> {
            int last = 0;
            while ((run(condition, output) == 0) == wanted) {
              last = run(body, output);
            }
            yield last;
          }
          case Script.If(Script condition, Script then, Script otherwise) ->
              run(run(condition, output) == 0 ? then : otherwise, output);
          case Script.For(String name, List<Word> values, Script body) -> {
            int last = 0;
            for (String value : expand(values)) {
              variables.put(name, value);
              last = run(body, output);
            }
            yield last;
          }
          case Script.Simple simple -> simple(simple, output);
        };
    return status;
  }

  private int simple(Script.Simple simple, Output output) throws Ended {
    List<String> words = new ArrayList<>(expand(simple.words()));
    while (!words.isEmpty() && words.getFirst().matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*")) {
      assign(words.removeFirst());
    }
    Output target = redirected(simple.redirects(), output);
    if (words.isEmpty()) {
      return 0;
    }
    return switch (words.getFirst()) {
      case "exit" -> throw new Ended(words.size() > 1 ? Integer.parseInt(words.get(1)) : status);
      case "exec" -> throw new Ended(exec(words.subList(1, words.size()), target));
      case "export" -> {
        words.stream().skip(1).filter(word -> word.contains("=")).forEach(this::assign);
        yield 0;
      }
      case "trap" -> trapping(words, target);
      default -> exec(words, target);
    };
  }

  private void assign(String assignment) {
    int equals = assignment.indexOf('=');
    variables.put(assignment.substring(0, equals), assignment.substring(equals + 1));
  }

  /** Only TERM can be trapped: it is the one signal that an engine sends to ask. */
  private int trapping(List<String> words, Output output) throws Ended {
    if (words.size() == 3 && List.of("TERM", "SIGTERM", "15").contains(words.get(2))) {
      try {
        trap = Parser.parse(words.get(1));
        process.handleTermination();
      } catch (SyntaxError e) {
        return new Invocation(words, variables, process, output).complain(e.getMessage() + "", 2);
      }
    }
    return 0;
  }

  private Output redirected(List<Script.Redirect> redirects, Output output) throws Ended {
    Output target = output;
    // The first redirect is the outermost: "> file 2>&1" sends both to the file.
    for (Script.Redirect redirect : redirects) {
      Output before = target;
      target =
          switch (redirect) {
            case Script.Swap(boolean toStderr) -> {
              OutputStreamKind from = toStderr ? OutputStreamKind.STDOUT : OutputStreamKind.STDERR;
              OutputStreamKind to = toStderr ? OutputStreamKind.STDERR : OutputStreamKind.STDOUT;
              yield (stream, bytes) -> before.write(stream == from ? to : stream, bytes);
            }
            case Script.ToFile toFile -> toFile(toFile, before);
          };
    }
    return target;
  }

  private Output toFile(Script.ToFile redirect, Output before) throws Ended {
    OutputStreamKind from = redirect.stderr() ? OutputStreamKind.STDERR : OutputStreamKind.STDOUT;
    List<String> names = expand(List.of(redirect.path()));
    if (names.isEmpty() || names.getFirst().equals("/dev/null")) {
      return (stream, bytes) -> {
        if (stream != from) {
          before.write(stream, bytes);
        }
      };
    }
    Map<String, byte[]> files = process.around().files();
    String path = new Invocation(names, variables, process, before).path(names.getFirst());
    if (!redirect.append() || !files.containsKey(path)) {
      files.put(path, new byte[0]);
    }
    return (stream, bytes) -> {
      if (stream == from) {
        files.merge(path, bytes, Shell::joined);
      } else {
        before.write(stream, bytes);
      }
    };
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private List<String> expand(List<Word> words) throws Ended {
    List<String> expanded = new ArrayList<>();
    for (Word word : words) {
      StringBuilder text = new StringBuilder();
      boolean quoted = false;
      for (Part part : word.parts()) {
        text.append(value(part));
        quoted |= isKept(part);
      }
      if (quoted) {
        expanded.add(text.toString());
      } else if (!text.toString().isBlank()) {
        expanded.addAll(List.of(text.toString().strip().split("\\s+")));
      }
    }
    return expanded;
  }

  private String value(Part part) throws Ended {
    return switch (part) {
      case Script.Text(String text, boolean _) -> text;
      case Script.Variable(String name, boolean _) ->
          switch (name) {
            case "?" -> Integer.toString(status);
            case "$" -> "1";
            default -> variables.getOrDefault(name, "");
          };
      case Script.Substitution(Script script, boolean _) -> captured(script);
      case Script.Arithmetic(String expression) ->
          Long.toString(Sums.evaluate(expression, variables));
    };
  }

  /** Whether a part keeps its word from being split at blanks. */
  private static boolean isKept(Part part) {
    return switch (part) {
      case Script.Text _, Script.Arithmetic _ -> true;
      case Script.Variable(String _, boolean quoted) -> quoted;
      case Script.Substitution(Script _, boolean quoted) -> quoted;
    };
  }

  private String captured(Script script) throws Ended {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Shell(process, variables).run(script, (stream, piece) -> bytes.writeBytes(piece));
    return bytes.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
