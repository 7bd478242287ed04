package tianniu.engine.memory;

import java.util.List;

/** A parsed shell command: as much of the POSIX language as examples and tests are written in. */
sealed interface Script {
  record Simple(List<Word> words, List<Redirect> redirects) implements Script {}

  record Sequence(List<Script> parts) implements Script {}

  /** {@code first && second}, or {@code ||}. */
  record Chain(Script first, boolean and, Script second) implements Script {}

  record While(Script condition, boolean wanted, Script body) implements Script {}

  record If(Script condition, Script then, Script otherwise) implements Script {}

  record For(String name, List<Word> values, Script body) implements Script {}

  /** Parts written without a blank between them. */
  record Word(List<Part> parts) {
    /** The word as it stands when nothing in it is quoted or expanded, else an empty text. */
    String bare() {
      return parts.size() == 1 && parts.getFirst() instanceof Text text && !text.quoted()
          ? text.text()
          : "";
    }
  }

  /** A piece of a word. */
  sealed interface Part {}

  record Text(String text, boolean quoted) implements Part {}

  record Variable(String name, boolean quoted) implements Part {}

  record Substitution(Script script, boolean quoted) implements Part {}

  record Arithmetic(String expression) implements Part {}

  /** Where a command's output goes. */
  sealed interface Redirect {}

  record Swap(boolean toStderr) implements Redirect {}

  record ToFile(Word path, boolean append, boolean stderr) implements Redirect {}

  /** What the shell says when it cannot read a command. */
  final class SyntaxError extends Exception {
    SyntaxError(String near) {
      super("sh: syntax error: unexpected \"" + near + "\"", null, false, false);
    }
  }
}
